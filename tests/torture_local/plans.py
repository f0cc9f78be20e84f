"""What one seed makes: the webhooks of every server, and the moments at which something ends."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from random import Random

from local.build import read_model
from local.samples import pair
from tests.fragments import DAY, SECOND
from tests.torture_local.background import MODEL
from tests.torture_local.deeds import Deeds
from tests.torture_local.providers import PROVIDERS, Provider
from tests.torture_local.senders import OK, Webhook

EACH = 25
"""So many webhooks come for one of the people."""

PER_MISFORTUNE = 500
"""So many webhooks come for one misfortune."""

BAD = 40
"""One webhook in so many is nobody's whom we know, or nothing that can be read."""

RECUT = 30
"""One batch in so many is told again, cut otherwise."""

SIZES = ((70, 1, 1), (20, 2, 5), (9, 6, 20), (1, 100, 200))
"""Of a hundred batches so many have from so many to so many deeds."""

READ_LATE = ("newsletter", "site", "crm", "app")
"""Whose signature covers any bytes, so that junk can be signed."""

TOO_LARGE = b" " * (1024 * 1024 + 1)


class Misfortune(Enum):
    """What happens to the stack."""

    FUNCTION = auto()  # a process in which a function works is killed
    EMULATOR = auto()  # the emulator is killed
    STACK = auto()  # the stack's own process is killed
    SNAPSHOT = auto()  # the emulator is killed while it writes a snapshot
    STARTING = auto()  # the stack is killed, and once more while it starts
    ORDERLY = auto()  # the stack is stopped


class Plan:
    """So many webhooks, told of people who do things from an instant on."""

    def __init__(self, seed: int, webhooks: int, now: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is hidden by it
        self._deeds = Deeds(self._random, max(webhooks // EACH, 10), (now // SECOND) * SECOND - 2 * DAY)
        shares = [provider.share for provider in PROVIDERS.values()]
        self._sources = self._random.choices(list(PROVIDERS), shares, k=webhooks)
        self.senders = read_model(MODEL).senders
        self.misfortunes = list(self._misfortunes(webhooks))
        self.servers = self._servers()

    def _misfortunes(self, webhooks: int) -> Iterator[tuple[int, Misfortune]]:
        """Each with how many webhooks have been answered by then; the last one gives back what is under way."""
        count = max(webhooks // PER_MISFORTUNE, 3)
        others = [*Misfortune] * (count // len(Misfortune) + 1)
        moments = sorted(self._random.randrange(webhooks // 20, webhooks - webhooks // 20) for _ in range(count))
        some = self._random.sample(others, count - 3)
        chosen = [Misfortune.FUNCTION, Misfortune.STACK, *some, Misfortune.EMULATOR]
        return zip(moments, chosen, strict=True)

    def _servers(self) -> Sequence[Sequence[Webhook]]:
        every: list[list[Webhook]] = []
        for name, provider in PROVIDERS.items():
            found = [self._webhook(name, provider) for source in self._sources if source == name]
            found += [*self._recut(found)]
            self._random.shuffle(found)
            every += [found[number :: provider.servers] for number in range(provider.servers)]
        return every

    def _webhook(self, name: str, provider: Provider) -> Webhook:
        deeds = [provider.deed(self._deeds) for _ in range(self._size(provider))]
        if self._random.randrange(BAD):
            return Webhook(name, provider, deeds)
        bad = [Webhook(name, provider, deeds, 401, secret=pair(self.senders[name].kind, "a stranger's").signing)]
        if name in READ_LATE:
            bad += [Webhook(name, provider, (), 400, b"{"), Webhook(name, provider, (), 413, TOO_LARGE)]
        return self._random.choice(bad)

    def _size(self, provider: Provider) -> int:
        if provider.most == 1:
            return 1
        _, least, most = self._random.choices(SIZES, [size[0] for size in SIZES])[0]
        return min(self._random.randint(least, most), provider.most)

    def _recut(self, webhooks: Sequence[Webhook]) -> Iterator[Webhook]:
        """The end of one batch and the beginning of another, told once more as one."""
        batches = [each for each in webhooks if each.expected == OK and len(each.deeds) > 1]
        for one, other in pairwise(batches):
            if self._random.randrange(RECUT) == 0:
                both = [*one.deeds[len(one.deeds) // 2 :], *other.deeds[: len(other.deeds) // 2]]
                yield Webhook(one.source, one.provider, both)
