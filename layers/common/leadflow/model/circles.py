"""Whether anything in a model file could only be known once it is known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias

from leadflow.model.account_conditions import SEGMENTS
from leadflow.model.mistakes import Lines, Mistake, Place, mistake
from leadflow.model.sentences import Mention

_Node: TypeAlias = tuple[str, str]
"""A section and a name in it."""

_JUDGED: Final = ("signals", "scores", "classes", "segments", SEGMENTS)


def circles(used: Collection[Mention], lines: Lines) -> Iterator[Mistake]:
    """What goes round: signals, scores, classes and segments, those of companies too."""
    graph: dict[_Node, set[_Node]] = {}
    for each in used:
        node = _node(each.place)
        if each.section in _JUDGED and node is not None:
            graph.setdefault(node, set()).add((each.section, each.name))
    while way := _circle(graph):
        section, name = way[0]
        message = "this goes round in a circle: " + " -> ".join(name for _, name in way)
        yield mistake((*section.split("."), name), message, lines)
        graph = {node: needed for node, needed in graph.items() if node not in way}


def _node(place: Place) -> _Node | None:
    """What is defined there, where it is something that others can depend on."""
    section, name = (".".join(map(str, place[:2])), place[2]) if place[0] == "accounts" else place[:2]
    return (str(section), str(name)) if section in _JUDGED else None


def _circle(graph: Mapping[_Node, Collection[_Node]]) -> Sequence[_Node]:
    """A way that ends where it began, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        way: Sequence[_Node] = error.args[1]
        return way[::-1]
    return ()
