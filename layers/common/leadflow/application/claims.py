"""What was stated of keys, and what follows from it: whom each can join, and which record was merged into which."""

from collections.abc import Iterator
from dataclasses import replace

from leadflow.application.desk import UNKNOWN, Table
from leadflow.domain.identity import CRM_ID, EMAIL, LeadId
from leadflow.domain.kin import Candidate, Claim, Tie
from leadflow.domain.link import Link


def claims(table: Table, key: LeadId) -> Iterator[tuple[LeadId, Claim]]:
    """The stronger keys that this one was stated with, and how it hangs on each."""
    for stronger in sorted(table.get(key).kin.claims):
        if (claim := table.get(stronger).kin.claimed.get(key)) is not None:
            yield stronger, claim


def mergers(table: Table, key: LeadId) -> list[tuple[Claim, LeadId]]:
    """Those into which the CRM has merged the key, the latest first."""
    found = [(claim, to) for to, claim in claims(table, key) if claim.tie is Tie.MERGED]
    return sorted(found, key=lambda each: (each[0].weight, each[1]), reverse=True)


def candidates(table: Table, key: LeadId) -> Iterator[Candidate]:
    """Who the key can join: nobody who has joined it, and of mergers in a circle the earliest does not hold."""
    for stronger, claim in claims(table, key):
        if key not in table.way(stronger) and not _overruled(table, key, stronger, claim):
            top = table.top(stronger)
            yield Candidate(stronger, table.kind(stronger), claim, top, table.kind(top))


def merged_addresses(table: Table, key: LeadId) -> Iterator[Link]:
    """What follows for addresses from the CRM's having merged records, of which this is one.

    All that were ever stated of any of these records are one person's: that which was stated last of the record into
    which all were merged, or, where there is none, of any.
    """
    if table.kind(key) != CRM_ID:
        return
    survivor = _survivor(table, key)
    records = _records(table, survivor)
    known = [(claim.weight, to, record) for record in records for to, claim in _addresses(table, record)]
    if len(records) == 1 or not known:
        return
    own = [each for each in known if each[2] == survivor]
    _, best, record = max(own or known)
    claim = table.get(best).kin.claimed[record]
    if not own:
        yield _tied(table, survivor, best, replace(claim, tie=Tie.INHERITED))
    for address in sorted({address for _, address, _ in known} - {best}):
        yield _tied(table, address, best, replace(claim, tie=Tie.MERGED))


def _addresses(table: Table, key: LeadId) -> Iterator[tuple[LeadId, Claim]]:
    """The addresses that were ever stated with the key."""
    found = claims(table, key)
    return ((to, claim) for to, claim in found if claim.tie is Tie.STATED and table.kind(to) == EMAIL)


def _survivor(table: Table, key: LeadId) -> LeadId:
    """The record that this one became part of in the end, by one merger after another."""
    seen = {key}
    while found := mergers(table, key):
        claim, into = found[0]
        if into in seen or _overruled(table, key, into, claim):
            break
        key = into
        seen.add(key)
    return key


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
    weights, seen = [claim.weight], {key}
    while claim.tie is Tie.MERGED and into not in seen:
        seen.add(into)
        found = mergers(table, into)
        if not found:
            return False
        weights.append(found[0][0].weight)
        into = found[0][1]
    return into == key and min(weights) == claim.weight


def _tied(table: Table, weaker: LeadId, stronger: LeadId, claim: Claim) -> Link:
    """The tie between two keys that are known already."""
    keys = [table.get(each).kin.key or UNKNOWN for each in (weaker, stronger)]
    return Link(weaker, keys[0], stronger, keys[1], claim)
