"""What was stated of keys, and what follows from it: whom each can join, and which record was merged into which."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from leadflow.application.desk import UNKNOWN, Table, answered
from leadflow.domain.identity import CRM_ID, EMAIL, LeadId
from leadflow.domain.kin import Candidate, Claim, Tie
from leadflow.domain.link import Link


def claims(table: Table, key: LeadId) -> Iterator[tuple[LeadId, Claim]]:
    """The stronger keys that this one is tied to, and how: what was stated, and what follows from mergers by now."""
    follows = dict(_following(table, key))
    for stronger, claim in _noted(table, key):
        if not _derived(table, key, claim):
            yield stronger, claim
        elif stronger in follows:
            yield stronger, follows[stronger]


@answered
def mergers(table: Table, key: LeadId) -> list[tuple[Claim, LeadId]]:
    """Those into which the CRM has merged the key, the latest first."""
    told = _noted(table, key) if table.kind(key) == CRM_ID else claims(table, key)
    found = [(claim, to) for to, claim in told if claim.tie is Tie.MERGED]
    return sorted(found, key=lambda each: (each[0].weight, each[1]), reverse=True)


def concerned(table: Table, key: LeadId) -> list[LeadId]:
    """All records that mergers, whether they hold or not, connect with this one, and the addresses of these."""
    records = _connected(table, key)
    addresses = {to: None for record in records for to, _ in _addresses(table, record)}
    return [*addresses, *records]


def candidates(table: Table, key: LeadId) -> Iterator[Candidate]:
    """Who the key can join: nobody who has joined it, and of mergers in a circle the earliest does not hold."""
    for stronger, claim in claims(table, key):
        if key not in table.way(stronger) and not _overruled(table, key, stronger, claim):
            top = table.top(stronger)
            yield Candidate(stronger, table.kind(stronger), claim, top, table.kind(top))


def merged_addresses(table: Table, key: LeadId) -> Iterator[Link]:
    """What follows for addresses from the CRM's having merged records, of which this is one."""
    for survivor in dict.fromkeys(_survivor(table, record) for record in _connected(table, key)):
        for weaker, stronger, claim in _one_person(table, survivor):
            yield _tied(table, weaker, stronger, claim)


@answered
def _connected(table: Table, key: LeadId) -> list[LeadId]:
    found, fresh = [key], [key] if table.kind(key) == CRM_ID else []
    while fresh:
        each = fresh.pop()
        claimed = table.get(each).kin.claimed
        near = [
            *(into for _, into in mergers(table, each)),
            *(of for of in sorted(claimed) if claimed[of].tie is Tie.MERGED),
        ]
        fresh += [one for one in near if one not in found]
        found += [one for one in near if one not in found]
    return found if table.kind(key) == CRM_ID else []


@answered
def _one_person(table: Table, survivor: LeadId) -> Sequence[tuple[LeadId, LeadId, Claim]]:
    """What ties the addresses of all records that have become part of this one.

    All that were ever stated of any of them are one person's: that which was stated last of the record into which all
    were merged, or, where there is none, of any.
    """
    records = _records(table, survivor)
    known = [(claim.weight, to, record) for record in records for to, claim in _addresses(table, record)]
    if len(records) == 1 or not known:
        return ()
    own = [each for each in known if each[2] == survivor]
    _, best, record = max(own or known)
    claim = table.get(best).kin.claimed[record]
    inherited = [] if own else [(survivor, best, replace(claim, tie=Tie.INHERITED))]
    said = [each for record in records for each, _ in mergers(table, record)]
    joined = max(*said, replace(claim, tie=Tie.MERGED), key=attrgetter("weight"))
    return [*inherited, *((each, best, joined) for each in sorted({address for _, address, _ in known} - {best}))]


def _following(table: Table, key: LeadId) -> Iterator[tuple[LeadId, Claim]]:
    """To whom mergers tie an address, or a record that has none of its own, as they are known by now."""
    claimed = table.get(key).kin.claimed
    stated = [each for each, claim in sorted(claimed.items()) if claim.tie is Tie.STATED and table.kind(each) == CRM_ID]
    records = stated if table.kind(key) == EMAIL else [key] if table.kind(key) == CRM_ID else []
    for survivor in sorted({_survivor(table, record) for record in records}):
        yield from ((to, claim) for weaker, to, claim in _one_person(table, survivor) if weaker == key)


def _derived(table: Table, key: LeadId, claim: Claim) -> bool:
    """Whether the claim was not stated itself, and so holds only as long as what it follows from."""
    return claim.tie is Tie.INHERITED or (claim.tie is Tie.MERGED and table.kind(key) == EMAIL)


@answered
def _noted(table: Table, key: LeadId) -> Sequence[tuple[LeadId, Claim]]:
    """The claims on the key as they were noted."""
    found = ((to, table.get(to).kin.claimed.get(key)) for to in sorted(table.get(key).kin.claims))
    return [(to, claim) for to, claim in found if claim is not None]


def _addresses(table: Table, key: LeadId) -> Iterator[tuple[LeadId, Claim]]:
    """The addresses that were ever stated with the key."""
    found = _noted(table, key)
    return ((to, claim) for to, claim in found if claim.tie is Tie.STATED and table.kind(to) == EMAIL)


@answered
def _survivor(table: Table, key: LeadId) -> LeadId:
    """The record that this one became part of in the end, by one merger after another."""
    seen = {key}
    while (into := _merged_into(table, key)) is not None and into not in seen:
        key = into
        seen.add(key)
    return key


def _merged_into(table: Table, key: LeadId) -> LeadId | None:
    """The record that the latest merger which holds has made this one part of."""
    return next((into for claim, into in mergers(table, key) if not _overruled(table, key, into, claim)), None)


@answered
def _records(table: Table, survivor: LeadId) -> set[LeadId]:
    """The records that were merged into this one, and itself."""
    records, fresh = {survivor}, [survivor]
    while fresh:
        claimed = table.get(fresh.pop()).kin.claimed
        merged = [each for each, claim in sorted(claimed.items()) if claim.tie is Tie.MERGED and each not in records]
        found = [each for each in merged if _survivor(table, each) == survivor]
        records.update(found)
        fresh += found
    return records


def _overruled(table: Table, key: LeadId, into: LeadId, claim: Claim) -> bool:
    """Whether later mergers lead from where the key was merged into back to it."""
    circle, seen = [(claim.weight, key)], {key}
    while claim.tie is Tie.MERGED and into not in seen:
        seen.add(into)
        found = mergers(table, into)
        if not found:
            return False
        circle.append((found[0][0].weight, into))
        into = found[0][1]
    return into == key and min(circle) == circle[0]


def _tied(table: Table, weaker: LeadId, stronger: LeadId, claim: Claim) -> Link:
    """The tie between two keys that are known already."""
    keys = [table.get(each).kin.key or UNKNOWN for each in (weaker, stronger)]
    return Link(weaker, keys[0], stronger, keys[1], claim)
