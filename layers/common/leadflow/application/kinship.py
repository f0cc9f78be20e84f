"""Keys join leads and leave them, as what was stated of them demands: all that changes together, or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from leadflow.application.claims import candidates, concerned, merged_addresses, mergers
from leadflow.application.desk import Kept, Table
from leadflow.application.moving import leave_behind, move
from leadflow.application.ports import Outrun, OutsideDown
from leadflow.domain.fold import KEY_LIMIT
from leadflow.domain.identity import ANONYMOUS_ID, Key, LeadId
from leadflow.domain.instant import Instant
from leadflow.domain.kin import Tie, chosen, latest
from leadflow.domain.link import Link

RACES: Final = 8
"""So often in a row a key may be outrun by other writers before it is given back to the queue."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """Ties keys to each other, and leads with them. Safe to use from several threads; repeating it changes nothing."""

    kept: Kept

    def tie(self, link: Link, now: Instant) -> int:
        """Note what the link says, and let all keys that it concerns join or leave; how many transitions followed.

        After a crash in between, the same link again does what was left undone. Raises OutsideDown, TooBig.
        """
        return self._tie(link, now, set())

    def _tie(self, link: Link, now: Instant, seen: set[LeadId | Link]) -> int:
        """As `tie`; the links in `seen`, and what hangs on the keys in it, are being looked at already."""
        if link in seen:
            return 0
        seen.add(link)
        done = self._at_once(partial(_note_apart if link.apart else _note, link=link), now)
        if self._unsettled(link):
            done += self._look((*Table(self.kept, now).way(link.stronger), link.weaker), now)
            done += self._settle(link.weaker, now, seen)
            done += self._at_once(partial(_settled, link=link), now)
        return done

    def _at_once(self, change: Callable[[Table], None], now: Instant) -> int:
        """Make the change under the versions that it was worked out from, as often as it is outrun."""
        for _ in range(RACES):
            table = Table(self.kept, now)
            change(table)
            try:
                return table.commit()
            except Outrun:
                continue
        raise OutsideDown(f"a key was outrun {RACES} times in a row")

    def _unsettled(self, link: Link) -> bool:
        state = self.kept.leads.load([link.stronger], fresh=True).get(link.stronger)
        return state is not None and link.weaker in state.kin.unsettled

    def _settle(self, key: LeadId, now: Instant, seen: set[LeadId | Link]) -> int:
        """Look again at the keys that hang on this one, whose lead may be another now."""
        if key in seen:
            return 0
        seen.add(key)
        table = Table(self.kept, now)
        done = sum(self._tie(link, now, seen) for link in merged_addresses(table, key))
        done += self._look(concerned(table, key) * 2, now)  # one that leaves may make way for one before it
        weaker = sorted(table.get(key).kin.claimed)
        done += self._look(weaker, now)
        return done + sum(self._settle(each, now, seen) for each in weaker)

    def _look(self, keys: Iterable[LeadId], now: Instant) -> int:
        """Let each of the keys join or leave that is not where it belongs."""
        done, table = 0, Table(self.kept, now)
        for key in keys:
            if _belongs(table, key) != table.get(key).kin.to:
                done += self._at_once(partial(_examine, key=key), now)
                table = Table(self.kept, now)
        return done


def _note(table: Table, link: Link) -> None:
    """Note the claim on both keys, and let the weaker one join whom it belongs to now."""
    if _erased(table, link):
        return
    weaker, stronger = table.get(link.weaker), table.get(link.stronger)
    if stronger.kin.knows(weaker.id, link.weaker_key[0], link.claim) or weaker.kin.full(link.weaker_key[0]):
        return
    shaken = weaker.kin.claimed or link.claim.tie is Tie.MERGED or mergers(table, weaker.id)
    claim = latest(stronger.kin.claimed.get(weaker.id), link.claim)
    table.relate(
        stronger.id,
        replace(
            stronger.kin,
            key=stronger.kin.key or _short(link.stronger_key),
            claimed={**stronger.kin.claimed, weaker.id: claim},
            unsettled=stronger.kin.unsettled | ({weaker.id} if shaken else set()),
        ),
    )
    key = weaker.kin.key or _short(link.weaker_key)
    table.relate(weaker.id, replace(weaker.kin, key=key, claims=weaker.kin.claims | {stronger.id}))
    _examine(table, weaker.id)


def _erased(table: Table, link: Link) -> bool:
    """Whether one of the keys is an erased lead's, and the link therefore nothing.

    A device is not: whoever is seen with it from now on is somebody else, and so is what is done there.
    """
    if table.gone(link.stronger) or not table.gone(link.weaker):
        return table.gone(link.stronger)
    if link.weaker_key[0] == ANONYMOUS_ID and not link.apart:
        leave_behind(table, link.weaker)
        return False
    return True


def _note_apart(table: Table, link: Link) -> None:
    """Part the weaker key from the stronger one's lead, never to join it again."""
    if _erased(table, link):
        return
    weaker, stronger = table.get(link.weaker), table.get(link.stronger)
    barred = weaker.kin.barred | {stronger.id}
    if weaker.kin.claimed and barred != weaker.kin.barred:
        unsettled = stronger.kin.unsettled | {weaker.id}
        table.relate(stronger.id, replace(stronger.kin, unsettled=unsettled))
    table.relate(weaker.id, replace(weaker.kin, key=weaker.kin.key or _short(link.weaker_key), barred=barred))
    _examine(table, weaker.id)


def _settled(table: Table, link: Link) -> None:
    """All that hangs on the weaker key was looked at again."""
    kin = table.get(link.stronger).kin
    table.relate(link.stronger, replace(kin, unsettled=kin.unsettled - {link.weaker}))


def _examine(table: Table, key: LeadId) -> None:
    """Let the key join whom it belongs to, or leave whom it does not, by all that is known of it."""
    to = _belongs(table, key)
    if to != table.get(key).kin.to:
        move(table, key, to)


def _belongs(table: Table, key: LeadId) -> LeadId | None:
    """Whom the key is to join; while somebody near is being erased, it stays where it is."""
    kin = table.get(key).kin
    if any(map(table.gone, (key, *kin.claims))):
        return kin.to
    return chosen(kin, candidates(table, key))


def _short(key: Key) -> Key:
    return key[0], key[1][:KEY_LIMIT]
