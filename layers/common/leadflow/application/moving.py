"""A key joins a lead, or leaves one: what it did goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from leadflow.application.desk import Table
from leadflow.domain.correction import refold
from leadflow.domain.fold import trim
from leadflow.domain.identity import LeadId
from leadflow.domain.lead import Lead, union
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.parting import Share, without
from leadflow.domain.response import Turn
from leadflow.domain.standing import united


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


def _pass_on(table: Table, key: LeadId, to: LeadId, top: LeadId) -> None:
    """The key belongs to the same lead by another of its keys."""
    kin = table.get(top).kin
    table.relate(top, replace(kin, members={**kin.members, key: to}))
    table.relate(key, replace(table.get(key).kin, to=to))


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
    mine = replace(mine, kin=replace(mine.kin, to=None, since=None, members=under), lead=theirs)
    table.put(mine)
    table.judge(replace(root, kin=replace(root.kin, members=left)), Turn(ours, root.standing, parted=True))
    if alone:
        table.judge(mine, Turn(theirs, mine.standing))


def _join(table: Table, key: LeadId, to: LeadId, new: LeadId) -> None:
    """The lead with this key becomes part of another; what it was is kept, so that it can leave again."""
    mine, root = table.get(key), table.get(new)
    now = table.later(root)
    members = {**root.kin.members, **mine.kin.members, key: to}
    lead = union((root.lead, mine.lead))
    if all(table.model.takes_alike(each.model) for each in (mine, root) if each.version):
        lead = trim(lead, table.model, now)
    else:
        lead = refold(lead, table.history((new, *members)), table.model, now)
    table.put(replace(mine, kin=replace(mine.kin, to=to, since=now, members={}), wake_at=None, indexed=False))
    pace = max(mine.pace, root.pace, key=lambda pace: (pace.hour, pace.count))
    root = replace(root, kin=replace(root.kin, members=members), pace=pace)
    table.judge(root, Turn(lead, united(root.standing, mine.standing, _funnels(table.model))))


def _share(table: Table, keys: Sequence[LeadId]) -> Share:
    """What was done under these keys: what they were known for when they joined, and all since then."""
    known: Lead = union(table.get(each).lead for each in keys)
    return Share(known, tuple(table.history(keys)))


def _funnels(model: LeadModel) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(label for label, _ in each.labels) for name, each in model.classes.items() if each.sticky}
