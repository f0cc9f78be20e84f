"""Nothing that proves who somebody is is compared by `==` or `in`, whose time tells how far two texts are alike."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from leadflow import adapters, application

PROOFS: Final = frozenset(
    {
        *("secret", "secrets", "presented", "signature", "signatures", "token", "tokens", "mac", "digest"),
        *("credentials", "password", "given", "shown", "hashed"),
    }
)
"""What the code calls by which somebody proves who they are."""

SAFE: Final = {
    "':' in secret": "asks for its form, which is no secret",
    "b2a_base64(signature, newline=False) != armoured": "compares what was presented with itself",
    "len(presented) != _LENGTH": "the length of a hash is known",
    "raw(presented) not in signed": "looks for what was presented in what came with it",
}
"""Other comparisons with these, each with why nobody learns a secret from its time."""

OPERATORS: Final = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)

ADAPTERS, APPLICATION = Path(adapters.__path__[0]), Path(application.__path__[0])
PLACES: Final = (
    *(path for folder in ("signatures", "sources") for path in sorted((ADAPTERS / folder).glob("*.py"))),
    *(ADAPTERS / f"{name}.py" for name in ("secrets", "certificates", "function_url")),
    *(APPLICATION / f"{name}.py" for name in ("receive", "trust", "origins", "relay", "webhook")),
)


def compared(source: str) -> Iterator[str]:
    """Comparisons of proofs by an operator."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and any(isinstance(each, OPERATORS) for each in node.ops):
            names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            if names & PROOFS:
                yield ast.unparse(node)


def test_secrets_are_compared_in_a_time_that_tells_nothing() -> None:
    found = {each for path in PLACES for each in compared(path.read_text(encoding="utf-8"))}
    assert found == SAFE.keys()


def test_a_comparison_by_an_operator_is_found() -> None:
    assert list(compared("presented == expected\nwebhook.token in known\ntoken is None\na == b")) == [
        "presented == expected",
        "webhook.token in known",
    ]
