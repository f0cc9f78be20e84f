"""Commands that look after a stack which moto plays, and what they say."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadflow.cli.main import main
from tests.integration.operating import POLICY, Queue, operating
from tests.integration.outward import running

Out = pytest.CaptureFixture[str]


@contextmanager
def announced(patch: pytest.MonkeyPatch, home: Path, log: pytest.LogCaptureFixture) -> Iterator[Queue]:
    """A stack that has news to tell, and the queue of what is to be done."""
    with running(patch, POLICY) as stack:
        stack.announce()
        with operating(stack, home, log) as found:
            yield found


def said(capsys: Out, *words: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main(list(words))
    return code, capsys.readouterr().out.splitlines()


def documents(capsys: Out, *words: str) -> list[Mapping[str, object]]:
    return [json.loads(line) for line in said(capsys, *words, "--json")[1]]
