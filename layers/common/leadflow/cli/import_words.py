"""The words of `leadflow import` that say what nobody can guess, and those that overrule a guess."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from leadflow.application.importing.dates import Order
from leadflow.application.importing.numbers import Mark
from leadflow.application.importing.rows import EARLIEST
from leadflow.application.importing.survey import Asked
from leadflow.cli.csv_file.dialect import SEPARATORS
from leadflow.cli.failure import Failure
from leadflow.cli.model_file import lines, unreadable
from leadflow.domain.calendar import Calendar
from leadflow.domain.instant import Instant
from leadflow.model.document import parse
from leadflow.model.mistakes import BadModel

_FILES: Final = (".yaml", ".yml", ".json")


def add_words(parser: ArgumentParser) -> None:
    """What columns are, and how the file is written."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=TERM",
        help="what a column is: email, crm_id, user_id, anonymous_id, type, occurred_at, or the name of a trait (of an "
        "activity: of a property; traits.NAME is a trait); COLUMN= leaves it out, '#3=TERM' is the third; or a YAML "
        "file of such pairs",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="TERM=VALUE",
        help="what is the same for all rows: type=event.attended",
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="when rows hold that have no date (default: the file's own time)"
    )
    parser.add_argument("--dates", type=Order, choices=list(Order), help="what stands first in dates: day or month")
    parser.add_argument(
        "--timezone", type=_zone, default="UTC", metavar="ZONE", help="of times without an offset (UTC)"
    )
    parser.add_argument("--decimals", type=Mark, choices=list(Mark), help="what stands before decimals")
    parser.add_argument("--encoding", metavar="NAME", help="the file's encoding, such as cp1250")
    parser.add_argument(
        "--separator", choices=[*SEPARATORS, *SEPARATORS.values()], metavar="SIGN", help="what stands between cells"
    )


def separator(stated: str | None) -> str | None:
    """The separator that was told, by its name or as it is."""
    return None if stated is None else SEPARATORS.get(stated, stated)


def asked(arguments: Namespace, calendar: Calendar, now: Instant) -> Asked:
    """What was told. Raises Failure where it makes no sense."""
    constants = dict(_pair("--set", each) for each in arguments.set)
    columns = dict(pair for each in arguments.map for pair in _mapped(each))
    as_of = None if arguments.as_of is None else _instant(arguments.as_of, calendar, now)
    return Asked(columns, constants, arguments.dates, arguments.decimals, arguments.timezone, as_of)


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError) as error:
        raise ArgumentTypeError(f"there is no time zone {text!r}; one is Europe/Oslo") from error


def _pair(option: str, text: str) -> tuple[str, str]:
    """The two sides of the sign: the last one, since a column's name may hold one too, but of values the first."""
    left, sign, right = text.rpartition("=") if option == "--map" else text.partition("=")
    if not sign or not left.strip():
        raise Failure(f"{option} {text}: {'COLUMN=TERM' if option == '--map' else 'TERM=VALUE'} is needed", code=2)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Failure(f"{option}: this is no text in the terminal's encoding", code=2)
    return left.strip(), right.strip()


def _mapped(text: str) -> Iterator[tuple[str, str]]:
    path = Path(text)
    if "=" in text or path.suffix not in _FILES:
        yield _pair("--map", text)
        return
    for column, term in _content(path).items():
        if term is not None and not isinstance(term, str):
            raise Failure(f"{path}: {column}: the name of a term is needed", code=2)
        yield column, term or ""


def _content(path: Path) -> Mapping[str, object]:
    try:
        return parse(path.read_bytes()).content
    except BadModel as error:
        raise Failure("\n".join(lines(path, error.mistakes)), code=2) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _instant(text: str, calendar: Calendar, now: Instant) -> Instant:
    at = calendar.read(text)
    if at is None:
        raise Failure(f"--as-of {text}: a date is needed, such as 2026-03-01 or 2026-03-01T09:30:00Z", code=2)
    if at > now:
        raise Failure(f"--as-of {text}: that is in the future", code=2)
    if at < EARLIEST:
        raise Failure(f"--as-of {text}: that is before 1990", code=2)
    return at
