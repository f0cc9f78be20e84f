"""What is different about a lead from when somebody was last told of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadflow.domain.instant import Instant
from leadflow.domain.news import Evidence, News
from leadflow.domain.wording import LONG, ago, clean, words


@dataclass(frozen=True, slots=True)
class Since:
    """When that was, in words, and what has changed since; each change is one line, and there is at least one."""

    when: str
    changes: tuple[str, ...]


def since(last: News | None, news: News, now: Instant) -> Since | None:
    """What has changed from the last news to this; None where nothing has, or nobody was told before."""
    if last is None:
        return None
    before, after = last.evidence, news.evidence
    changes = (*_scores(before, after), *_labels(before, after), *_segments(before, after))
    return Since(ago(last.transition.at, now), changes) if changes else None


def _scores(before: Evidence, after: Evidence) -> Iterator[str]:
    for name, value in after.scores.items():
        earlier, later = _whole(before.scores.get(name)), _whole(value)
        if earlier != later:
            yield f"{words(name)} {earlier} → {later}"


def _whole(score: float | None) -> str:
    return "none" if score is None else str(round(score))


def _labels(before: Evidence, after: Evidence) -> Iterator[str]:
    for name, label in after.classes.items():
        earlier = before.classes.get(name)
        if earlier != label:
            yield f"{words(name)} {words(earlier or 'none')} → {words(label or 'none')}"


def _segments(before: Evidence, after: Evidence) -> Iterator[str]:
    entered = [words(name) for name in after.segments if name not in before.segments]
    left = [words(name) for name in before.segments if name not in after.segments]
    if entered:
        yield clean(f"now {', '.join(entered)}", 2 * LONG)
    if left:
        yield clean(f"no longer {', '.join(left)}", 2 * LONG)
