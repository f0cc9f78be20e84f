"""A key joins a lead, or leaves one: what it did goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from leadflow.application.desk import Table
from leadflow.domain.correction import refold
from leadflow.domain.fold import seen, trim
from leadflow.domain.identity import ANONYMOUS_ID, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.kin import Kin
from leadflow.domain.lead import Lead, union
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.parting import Share, without
from leadflow.domain.response import Turn
from leadflow.domain.standing import Standing, united
from leadflow.domain.state import State


def move(table: Table, key: LeadId, to: LeadId | None) -> None:
    """Let the key join that one, or nobody, from wherever it is now. Raises OutsideDown."""
    old, new = table.top(key), None if to is None else table.top(to)
    if old != key:
        _leave(table, key, [each for each in table.way(table.get(key).kin.to) if each not in {old, *table.way(to)}])
    if to is not None and old == new:
        _pass_on(table, key, to, old)
        return
    if old != key:
        _part(table, key, old, alone=to is None)
    if to is not None and new is not None:
        _join(table, key, to, new)


def leave_behind(table: Table, key: LeadId) -> None:
    """Let the key of an erased lead begin anew: nothing that was done under it before counts for anybody."""
    state, top = table.get(key), table.get(table.top(key))
    if top.id != key:
        left = {each: via for each, via in top.kin.members.items() if each != key}
        table.relate(top.id, replace(top.kin, members=left))
    table.put(State(key, version=state.version, evaluated_at=table.later(state), since=table.later(state)))


def _pass_on(table: Table, key: LeadId, to: LeadId, top: LeadId) -> None:
    """The key belongs to the same lead by another of its keys."""
    table.relate(key, replace(table.get(key).kin, to=to))
    kin = table.get(top).kin
    table.relate(top, _called(table, replace(kin, members={**kin.members, key: to})))


def _leave(table: Table, key: LeadId, left: Sequence[LeadId]) -> None:
    """Let those through which the key had joined no longer keep what it did as theirs."""
    kin = table.get(table.top(key)).kin
    leaving = (key, *kin.under(key))
    for each in left:
        state = table.get(each)
        staying = [one for one in (each, *kin.under(each)) if one not in leaving]
        rest = without(state.lead, _share(table, leaving), table.history(staying))
        table.put(replace(state, lead=rest.folded(table.model, table.later(state))))


def _part(table: Table, key: LeadId, old: LeadId, *, alone: bool) -> None:
    """The key leaves the lead that it has joined, with all that has joined through it."""
    mine, root = table.get(key), table.get(old)
    under = root.kin.under(key)
    leaving = (key, *under)
    left = {each: via for each, via in root.kin.members.items() if each not in leaving}
    now, gone = table.later(root), _share(table, leaving)
    ours = without(root.lead, gone, table.history((old, *left))).folded(table.model, now)
    theirs = gone.folded(table.model, now)
    heard = united(mine.standing, root.standing, {}).occurred  # what was told of both is not told again of one
    kin = _called(table, replace(mine.kin, to=None, since=None, members=under))
    mine = replace(mine, kin=kin, lead=theirs, standing=replace(mine.standing, occurred=heard))
    table.put(mine)
    kin = _called(table, replace(root.kin, members=left))
    table.judge(replace(root, kin=kin), Turn(ours, root.standing, parted=True))
    if alone:
        table.judge(mine, Turn(theirs, mine.standing))


def _join(table: Table, key: LeadId, to: LeadId, new: LeadId) -> None:
    """The lead with this key becomes part of another; what it was is kept, so that it can leave again."""
    mine, root = table.get(key), table.get(new)
    now = table.later(root)
    members = {**root.kin.members, **mine.kin.members, key: to}
    lead = union((root.lead, mine.lead if mine.version else _forgotten(table, key)))
    if all(table.model.takes_alike(each.model) for each in (mine, root) if each.version):
        lead = trim(lead, table.model, now)
    else:
        lead = refold(lead, table.history((new, *members)), table.model, now)
    table.put(replace(mine, kin=replace(mine.kin, to=to, since=now, members={}), wake_at=None, returns_at=None))
    pace = max(mine.pace, root.pace, key=lambda pace: (pace.hour, pace.count))
    root = replace(root, kin=_called(table, replace(root.kin, members=members)), pace=pace)
    theirs = _announced(mine.standing) if table.kind(key) == ANONYMOUS_ID else mine.standing
    table.judge(root, Turn(lead, united(root.standing, theirs, _funnels(table.model))))


def _announced(standing: Standing) -> Standing:
    """A stranger's standing without where it stood: nobody was told, as it is when its name becomes known."""
    return replace(standing, segments={}, classes={})


def _forgotten(table: Table, key: LeadId) -> Lead:
    """What was done under a key of which nothing is kept (any more): the timeline outlives a stranger's item."""
    return union(seen(activity, table.model) for activity in table.history((key,)))


def _called(table: Table, kin: Kin) -> Kin:
    """What the lead of these members is called by: of a weaker kind the key stated last that is no other's own part."""
    latest: dict[str, tuple[tuple[int, Instant, str], str]] = {}
    for member, via in kin.members.items():
        named, claim = table.get(member).kin.key, table.get(via).kin.claimed.get(member)
        if named is None or claim is None or named[0] in (ANONYMOUS_ID, table.kind(via)):
            continue
        latest[named[0]] = max(latest.get(named[0], (claim.weight, named[1])), (claim.weight, named[1]))
    own = kin.key
    names = {kind: value for kind, (_, value) in latest.items()} | ({} if own is None else {own[0]: own[1]})
    return replace(kin, names=names)


def _share(table: Table, keys: Sequence[LeadId]) -> Share:
    """What was done under these keys: what they were known for when they joined, and all since then."""
    known: Lead = union(table.get(each).lead for each in keys)
    return Share(known, tuple(table.history(keys)))


def _funnels(model: LeadModel) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(label for label, _ in each.labels) for name, each in model.classes.items() if each.sticky}
