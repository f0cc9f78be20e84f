"""Who can get a lead: what each rule that holds offers, in their order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leadflow.domain.facts import Facts
from leadflow.domain.owner import as_address
from leadflow.domain.route import Colleagues, Named, To, Way


@dataclass(frozen=True, slots=True)
class Around:
    """What is looked at besides the lead: who has it at present, and who has other leads of its company.

    `another`: whoever has it has had their time, and somebody else is to get it.
    """

    present: str | None = None
    colleague: str | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Those who can get the lead by one rule; where `turns` is not empty, whose turn it is among all of those."""

    members: tuple[str, ...]
    turns: tuple[str, ...] = ()


def offers(facts: Facts, around: Around) -> Iterator[Offer]:
    """What each rule offers that holds and has somebody who is there.

    Only a rule that names somebody takes a lead from whoever has it; all others leave it there.
    """
    for route in facts.model.routing:
        if route.when is None or route.when.holds(facts):
            offer = _offered(route.way, facts, around)
            if offer.members:
                yield offer


def _offered(way: Way, facts: Facts, around: Around) -> Offer:
    def there(*members: str | None) -> tuple[str, ...]:
        return tuple(_there(members, facts, around))

    match way:
        case To(found):
            return Offer(there(found))
        case Named(trait):
            return Offer(there(as_address(facts.trait(trait))))
        case _ if here := there(around.present):
            return Offer(here)
        case Colleagues():
            return Offer(there(around.colleague))
        case _:
            return Offer(there(*way.members), way.members)


def _there(members: Iterable[str | None], facts: Facts, around: Around) -> Iterator[str]:
    """Those of them who are not away, without whoever has had their time."""
    for member in members:
        gone = around.another and member == around.present
        known = facts.model.team.get(member or "")
        if member is not None and not gone and not (known is not None and known.away(facts.now)):
            yield member
