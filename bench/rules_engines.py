"""The same segments in the words of each engine, made ready once, as its documents tell to."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from bench.rules_facts import prepared
from bench.rules_model import document
from bench.rules_sentences import Compared, Exists, Group, Known, OneOf, Sentence, Value, true
from leadflow.domain.judgement import judge_by
from leadflow.model.compile import load

OURS: Final = "Leadflow"
CEL: Final = "common-expression-language"
ZEN: Final = "zen-engine"
OTHERS: Final = (CEL, ZEN)
INSTALLING: Final = "`make bench` adds it"

Answer = Sequence[bool] | Sequence[str] | Mapping[str, bool]
"""Which are true: one after the other, only those, or by name."""


def _as_it_is(answer: Answer) -> Sequence[bool]:
    return [found is True for found in answer]


def _those(names: Sequence[str], answer: Answer) -> Sequence[bool]:
    return [name in answer for name in names]


def _named_so(names: Sequence[str], answer: Answer) -> Sequence[bool]:
    return [isinstance(answer, Mapping) and answer[name] for name in names]


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to decide all segments of a lead, who is given by number.

    `found` says of an answer which segments are true, in their order. `shown` is whether the engine's own documents
    show this way; else it is what can be made of it.
    """

    name: str
    way: str
    decide: Callable[[int], Answer]
    found: Callable[[Answer], Sequence[bool]] = _as_it_is
    shown: bool = True


def engines(segments: Mapping[str, Sentence], leads: Sequence[Known]) -> Iterator[Engine]:
    """Ours first, then the walk over the sentences that all must agree with, then those that are installed."""
    yield _ours(segments, leads)
    sentences = segments.values()
    yield Engine("tree walk", "sentence by sentence", lambda lead: [true(each, leads[lead]) for each in sentences])
    if installed(CEL):
        yield from _cel(segments, leads)
    if installed(ZEN):
        yield from _zen(segments, leads)


def installed(name: str) -> str | None:
    """The package's version; None where it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _ours(segments: Mapping[str, Sentence], leads: Sequence[Known]) -> Engine:
    judge = judge_by(load(document(segments), {}).segments, {})  # labels of classes are among the facts
    facts = [prepared(known) for known in leads]
    return Engine(OURS, "one function", lambda lead: judge(facts[lead], ())[0], partial(_those, list(segments)))


def _cel(segments: Mapping[str, Sentence], leads: Sequence[Known]) -> Iterator[Engine]:
    cel = import_module("cel")
    texts = [_spelled(sentence, ("&&", "||", "!")) for sentence in segments.values()]
    programs, listing = [cel.compile(text) for text in texts], cel.compile(f"[{', '.join(texts)}]")
    contexts = [cel.Context(_named(known)) for known in leads]
    yield Engine(CEL, "a program each", lambda lead: [program.execute(contexts[lead]) for program in programs])
    yield Engine(CEL, "one program, a list", lambda lead: listing.execute(contexts[lead]), shown=False)


def _zen(segments: Mapping[str, Sentence], leads: Sequence[Known]) -> Iterator[Engine]:
    zen = import_module("zen")
    texts = {name: _spelled(sentence, ("and", "or", "not ")) for name, sentence in segments.items()}
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(texts)))
    expressions = [zen.compile_expression(text) for text in texts.values()]
    listing = zen.compile_expression(f"[{', '.join(texts.values())}]")
    contexts = [_named(known) for known in leads]
    by_name = partial(_named_so, list(segments))
    yield Engine(ZEN, "one graph", lambda lead: decision.evaluate(contexts[lead])["result"], by_name)
    yield Engine(ZEN, "an expression each", lambda lead: [each.evaluate(contexts[lead]) for each in expressions])
    yield Engine(ZEN, "one expression, a list", lambda lead: listing.evaluate(contexts[lead]), shown=False)


def _named(known: Known) -> dict[str, Value]:
    """The facts by identifiers, texts case folded as the expressions have them."""
    return {fact.identifier: value.casefold() if isinstance(value, str) else value for fact, value in known.items()}


def _spelled(sentence: Sentence, words: tuple[str, str, str]) -> str:
    """The sentence as an expression, with its words for all, any and not; both engines agree on all else."""
    both, either, no = words
    match sentence:
        case Group("not", (part,)):
            return f"{no}({_spelled(part, words)})"
        case Group(word, parts):
            between = f" {both if word == 'all' else either} "
            return f"({between.join(_spelled(part, words) for part in parts)})"
        case Exists(fact, exists):
            return f"{fact.identifier} {'!=' if exists else '=='} null"
        case OneOf(fact, texts):
            return f"{fact.identifier} in {json.dumps([text.casefold() for text in texts])}"
        case Compared(fact, sign, number):
            test = f"{fact.identifier} {sign} {number}"
            return test if fact.kind in ("signal", "without") else f"({fact.identifier} != null {both} {test})"


def _graph(texts: Mapping[str, str]) -> dict[str, object]:
    """A decision graph of one node that holds every expression."""
    expressions = [{"id": name, "key": name, "value": text} for name, text in texts.items()]
    kinds = {"in": "inputNode", "rules": "expressionNode", "out": "outputNode"}
    nodes = [{"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in kinds.items()]
    nodes[1] |= {"content": {"expressions": expressions}}
    edges = [("in", "rules"), ("rules", "out")]
    return {
        "nodes": nodes,
        "edges": [{"id": start, "type": "edge", "sourceId": start, "targetId": end} for start, end in edges],
    }
