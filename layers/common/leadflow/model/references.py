"""Which names a model file knows, which it uses where, and whether it knows them all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias

from leadflow.domain.json import Json
from leadflow.domain.signal import BUILT_IN
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import NOT_KNOWN, Lines, Mistake, instead, mistake
from leadflow.model.segments import class_mentions
from leadflow.model.sentences import Mention, Sentence

_SECTIONS: Final = ("sources", "signals", "scores", "classes", "segments", "automations", "channels")
_CALLED: Final[Mapping[str, str]] = {
    "signals": "signal",
    "scores": "score",
    "classes": "class",
    "segments": "segment",
    "channels": "channel",
}
_Node: TypeAlias = tuple[str, str]
"""A section and a name in it."""

_JUDGED: Final = ("scores", "classes", "segments")


def mentions(file: ModelFile) -> Iterator[Mention]:
    """Every name that the file uses, with its full path."""
    sections: Mapping[str, Mapping[str, Sentence]] = {
        "sources": file.sources,
        "scores": file.scores,
        "segments": file.segments,
        "automations": file.automations,
    }
    for section, sentences in sections.items():
        for name, sentence in sentences.items():
            yield from (each.under(section, name) for each in sentence.mentions())
    for name, labels in file.classes.items():
        yield from (each.under("classes", name) for each in class_mentions(labels))


def known(content: Mapping[str, Json], kinds: Collection[str]) -> Mapping[str, Collection[str]]:
    """The names of each section, mistaken entries too; those of a class's labels under `classes.<name>`."""
    names = {section: _names(content.get(section)) for section in _SECTIONS}
    labels = content.get("classes")
    if isinstance(labels, Mapping):
        names |= {f"classes.{name}": _names(each) for name, each in labels.items()}
    return {**names, "signals": [*names["signals"], *BUILT_IN], "kinds": sorted(kinds)}


def unknown(used: Collection[Mention], names: Mapping[str, Collection[str]], lines: Lines) -> Iterator[Mistake]:
    """Names that nothing has."""
    for each in used:
        right = names.get(each.section)
        if right is not None and each.name not in right:
            yield mistake(each.place, f"{_missing(each)}; {instead(each.name, list(right))}", lines)


def circles(used: Collection[Mention], lines: Lines) -> Iterator[Mistake]:
    """Segments, classes and scores that could only be known once they are known."""
    graph: dict[_Node, set[_Node]] = {}
    for each in used:
        if each.section in _JUDGED and each.place[0] in _JUDGED:
            graph.setdefault((str(each.place[0]), str(each.place[1])), set()).add((each.section, each.name))
    while way := _circle(graph):
        yield mistake(way[0], "this goes round in a circle: " + " -> ".join(name for _, name in way), lines)
        graph = {node: needed for node, needed in graph.items() if node not in way}


def _circle(graph: Mapping[_Node, Collection[_Node]]) -> Sequence[_Node]:
    """A way that ends where it began, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        way: Sequence[_Node] = error.args[1]
        return way[::-1]
    return ()


def _names(section: Json) -> list[str]:
    return list(section) if isinstance(section, Mapping) else []


def _missing(each: Mention) -> str:
    section, _, of = each.section.partition(".")
    if each.section == "kinds":
        return f"{each.name} is a kind of source that is {NOT_KNOWN}"
    return f"the class {of} has no label {each.name}" if of else f"there is no {_CALLED[section]} {each.name}"
