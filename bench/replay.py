"""Measures `leadflow replay --no-transitions` of a year's history: `python -m bench.replay [ACTIVITIES LEADS]`."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from bench.history import SPAN, START, History
from leadflow.domain.instant import Instant, iso
from leadflow.domain.json import Json
from leadflow.model.document import parse
from local.build import MODEL

END: Final = Instant(START + SPAN)


@dataclass(frozen=True, slots=True)
class Run:
    """One replay: seconds of processor time and by the clock, and the most megabytes of memory that any has held."""

    what: str
    activities: int
    seconds: float
    elapsed: float
    megabytes: float

    def __str__(self) -> str:
        speed = self.activities / self.seconds
        spent = f"{self.seconds:6.1f} s of a processor ({self.elapsed:.1f} s by the clock)"
        return f"{self.what:<34}{spent}  {speed:8,.0f} activities/s  {self.megabytes:4.0f} MB at most"


def main(words: list[str]) -> None:
    """Make the history, and replay it under both models: the one that need not know the way there first."""
    history = History(*map(int, words))
    with TemporaryDirectory() as folder:
        activities = Path(folder, "activities.jsonl")
        history.write(activities)
        size = activities.stat().st_size / 1e6
        print(f"{history.activities:,} activities of {history.leads:,} leads, {size:.0f} MB, seed {history.seed}")
        for what, model in models(Path(folder)):
            print(measured(what, model, activities, history.activities), flush=True)


def models(folder: Path) -> Iterator[tuple[str, Path]]:
    """The demo's model without and with what makes it look back at where a lead stood before."""
    content = parse(MODEL.read_bytes()).content
    plain = folder / "plain.yaml"
    plain.write_text(json.dumps({**content, "segments": _plain(content["segments"])}), encoding="utf-8")
    yield "leadflow.yaml without its `until`", plain
    yield "leadflow.yaml", MODEL


def _plain(segments: Json) -> dict[str, Json]:
    found = segments.items() if isinstance(segments, Mapping) else ()
    return {name: each["when"] if isinstance(each, Mapping) and "until" in each else each for name, each in found}


def measured(what: str, model: Path, activities: Path, count: int) -> Run:
    """Replay in a process of its own."""
    words = ["replay", str(model), str(activities), "--at", iso(END), "--no-transitions", "--json"]
    before, began = getrusage(RUSAGE_CHILDREN), perf_counter()
    subprocess.run([sys.executable, "-m", "leadflow.cli", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    after, ended = getrusage(RUSAGE_CHILDREN), perf_counter()
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(what, count, seconds, ended - began, after.ru_maxrss / 1024)


if __name__ == "__main__":
    main(sys.argv[1:])
