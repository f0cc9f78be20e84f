"""What the pages about sources say of all kinds at once, worked out from the modules and their samples.

A block stands between `<!-- NAME -->` and `<!-- end -->`; a test compares it with what is worked out here. Run this
module to renew the pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from leadflow.adapters.sources import CRM, DESK, EMAIL, FORMS, SOURCES, WEB, source
from leadflow.application.fetch import Fetching
from leadflow.domain.instant import HOUR, MINUTE, Duration
from leadflow.domain.json import Json
from local.build import ROOT
from local.readme import BLOCK
from local.samples import PROVENANCES, Sample, samples

PAGES: Final = (ROOT / "docs/sources.md", ROOT / "docs/assumptions.md")

ANYTHING: Final = "*"

MAILED: Final = (
    *("queued", "sent", "delivered", "deferred", "bounced", "rejected"),
    *("opened", "clicked", "complained", "unsubscribed", "subscribed", "replied"),
)
"""What can become of mail, each without its `email.`."""

MAIL: Final = ("url", "ip", "user_agent", "bounce", "smtp_code", "machine", "campaign", "tags", "metadata", "test")
FORM: Final = ("email", "user_id", "anonymous_id", "traits", "url", "ip", "campaign", "utm_source", "test")
"""What is worth keeping, each as it is called in an activity."""

UNSURE: Final = ("third party", "assumed")
"""Where a sample of this provenance is all there is, nobody who must know has said so."""


def blocks() -> Mapping[str, str]:
    """The blocks by name, as Markdown."""
    found = list(samples())
    return {
        "authentication": _table(("kind", "proves itself by", "holds for", "asked back"), map(_proof, SOURCES)),
        "mails": _table(("kind", *MAILED), map(_mails, EMAIL)),
        "activities": _table(("kind", "activities"), map(_sends, (*FORMS, *WEB, *CRM, *DESK))),
        "email": _table(("kind", *MAIL), (_kept(kind, MAIL, found) for kind in EMAIL)),
        "forms": _table(("kind", *FORM), (_kept(kind, FORM, found) for kind in (*FORMS, *WEB))),
        "confirmed": _table(("kind", *PROVENANCES), (_rests(kind, found) for kind in SOURCES)),
        "unsure": "\n".join(_unsure(found)) + "\n",
    }


def renewed(text: str) -> str:
    """The page's text with every block as it should be."""
    found = blocks()
    return BLOCK.sub(lambda block: f"{block[1]}{found[block[2]]}{block[3]}", text)


def _proof(kind: str) -> Sequence[str]:
    module = source(kind)
    return (
        f"`{kind}`",
        module.SIGNATURE.says,
        _span(module.SIGNATURE.window),
        "✓" if isinstance(module, Fetching) else "",
    )


def _sends(kind: str) -> Sequence[str]:
    types = sorted(map(str, source(kind).SENDS))
    return f"`{kind}`", "what the model says" if ANYTHING in types else ", ".join(f"`{each}`" for each in types)


def _mails(kind: str) -> Sequence[str]:
    sends = set(map(str, source(kind).SENDS))
    return f"`{kind}`", *("✓" if sends & {ANYTHING, f"email.{each}"} else "" for each in MAILED)


def _kept(kind: str, names: Sequence[str], found: Sequence[Sample]) -> Sequence[str]:
    """For each name whether some sample of the kind shows it."""
    shown = {name for one in found if one.sender.kind == kind for each in one.expected for name in _names(each)}
    return f"`{kind}`", *("✓" if name in shown else "" for name in names)


def _names(activity: Mapping[str, Json]) -> Iterator[str]:
    for part in ("properties", "lead"):
        held = activity.get(part)
        yield from held if isinstance(held, dict) else ()
    yield from (name for name in ("machine", "traits") if activity.get(name))


def _rests(kind: str, found: Sequence[Sample]) -> Sequence[str]:
    counts = Counter(one.provenance for one in found if one.sender.kind == kind)
    return f"`{kind}`", *(str(counts[each]) if counts[each] else "" for each in PROVENANCES)


def _unsure(found: Sequence[Sample]) -> Iterator[str]:
    for provenance in UNSURE:
        yield f"{provenance.capitalize()} ({PROVENANCES[provenance]}):\n"
        for kind in SOURCES:
            names = [
                one.name.partition("/")[2] for one in found if (one.sender.kind, one.provenance) == (kind, provenance)
            ]
            if names:
                yield f"- `{kind}`: {', '.join(names)}"
        yield ""


def _span(window: Duration | None) -> str:
    if window is None:
        return ""
    hours, minutes = divmod(window // MINUTE, HOUR // MINUTE)
    return f"{hours} h" if hours and not minutes else f"{hours * 60 + minutes} min"


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> None:
    """Write the pages anew."""
    for page in PAGES:
        Path(page).write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
