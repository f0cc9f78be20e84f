"""`leadflow sources`: each source of the model, the address to paste at its provider, and how it has been doing."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from leadflow.adapters.deployment import Direction
from leadflow.adapters.refusal_metric import NOBODY
from leadflow.adapters.secrets import lines
from leadflow.cli.addresses import address
from leadflow.cli.running import Reached, add_model, add_stack, reached
from leadflow.domain.instant import iso
from leadflow.domain.sender import Sender

DAYS: Final = 7

_WIDTH: Final = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One source. `refused` counts webhooks by reason, `unidentified` activities, both of the last days."""

    source: str
    kind: str
    address: str | None
    address_if_signed: str | None
    key: str | None
    proves: str
    secret: str | None
    secret_set: bool
    last_received: str | None
    refused: Mapping[str, int]
    unidentified: int
    unmapped_fields: tuple[str, ...]
    configured_as: str | None


def add_arguments(parser: ArgumentParser) -> None:
    """Which stack, and how it is shown."""
    parser.add_argument("--json", action="store_true", help="one JSON object a source")
    add_stack(parser)
    add_model(parser)


def run(arguments: Namespace) -> int:
    """Show the sources. Raises Failure."""
    with reached(arguments.stack, arguments.model) as stack:
        told = list(shown(stack, as_json=arguments.json))
    print(*told, sep="\n")
    return 0


def shown(stack: Reached, *, as_json: bool) -> Iterator[str]:
    """Every source of the model, in lines. Raises OutsideDown, NotReachable."""
    refused = stack.stack.refused(list(stack.model.senders), DAYS)
    rows = [_row(stack, sender, refused.get(sender.name, {})) for sender in stack.model.senders.values()]
    if as_json:
        return (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    return _page(rows, refused.get(NOBODY, {}))


def _row(stack: Reached, sender: Sender, refused: Mapping[str, int]) -> Row:
    secrets = lines(stack.deployment.value(Direction.IN, sender.secret) or "") if sender.secret else []
    where = address(stack.address, sender, secrets)
    known = stack.stack.sources.known(sender.name, stack.now, DAYS)
    return Row(
        source=sender.name,
        kind=sender.kind,
        address=where.url,
        address_if_signed=where.signed,
        key=where.key,
        proves=where.says,
        secret=sender.secret or None,
        secret_set=bool(secrets) or not sender.secret,
        last_received=None if known.last is None else iso(known.last),
        refused=refused,
        unidentified=known.unidentified,
        unmapped_fields=tuple(sorted(known.fields - sender.fields.keys())),
        configured_as=sender.url if sender.url != where.url else None,
    )


def _page(rows: list[Row], nobody: Mapping[str, int]) -> Iterator[str]:
    for row in rows:
        yield f"{row.source}  ({row.kind})"
        yield from (f"  {name.ljust(_WIDTH)}  {text}" for name, text in _facts(row) if text)
        yield ""
    if nobody:
        yield f"Addressed to no source of the model: {_counts(nobody)} in {DAYS} days"
    if not rows:
        yield "The model names no sources."


def _facts(row: Row) -> Iterator[tuple[str, str | None]]:
    yield "address", row.address or "none: heard over EventBridge"
    yield "if it signs", row.address_if_signed
    yield "key", row.key
    yield "proves itself", row.proves
    if not row.secret_set:
        yield "secret", f"MISSING: `leadflow secret set {row.secret}` or `make` writes it; until then all is refused"
    if row.configured_as:
        yield "but", f"the model says that the provider was told {row.configured_as}"
    yield "last received", "never" if row.last_received is None else row.last_received[:16].replace("T", " ") + " UTC"
    yield "refused", f"{_counts(row.refused)} in {DAYS} days" if row.refused else None
    yield "unidentified", f"{_activities(row.unidentified)} in {DAYS} days" if row.unidentified else None
    yield "unused fields", ", ".join(row.unmapped_fields)


def _activities(count: int) -> str:
    return "1 activity" if count == 1 else f"{count} activities"


def _counts(refused: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in sorted(refused.items()))
