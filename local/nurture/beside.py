"""The stand-ins for the email tools that a model's tracks name, beside the local stack: the model then tells them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from typing import Final, Self

from leadflow.domain.instant import Instant
from leadflow.domain.lead_model import LeadModel
from local.crm.limit import Limit
from local.crm.standin import Provider, Standin
from local.nurture import brevo, sendgrid

TOKENS: Final[Mapping[str, str]] = {"sendgrid": sendgrid.TOKEN, "brevo": brevo.TOKEN}
"""The key of each tool that is played."""


@dataclass(frozen=True, slots=True)
class Tools(AbstractContextManager["Tools"]):
    """The tools of one model, by kind, each on a port of this machine; they serve from `with` on to its end."""

    model: LeadModel
    played: Mapping[str, Provider]
    standins: Mapping[str, Standin]
    serving: ExitStack

    def __enter__(self) -> Self:
        for standin in self.standins.values():
            self.serving.enter_context(standin)
        return self

    def __exit__(self, *exception: object) -> None:
        self.serving.close()

    @property
    def told_by(self) -> LeadModel:
        """The model, telling these tools."""
        tracks = {
            name: replace(track, base=self.standins[track.kind].url) if track.kind in self.standins else track
            for name, track in self.model.tracks.items()
        }
        return replace(self.model, tracks=tracks)

    @property
    def secrets(self) -> Mapping[str, str]:
        """The keys by the names of their secrets."""
        return {each.secret: TOKENS[each.kind] for each in self.model.tracks.values() if each.kind in self.standins}

    @property
    def places(self) -> Sequence[str]:
        """The host and port of each."""
        return [standin.place for standin in self.standins.values()]


def beside(model: LeadModel, ports: Mapping[str, int], now: Callable[[], Instant]) -> Tools:
    """Those that the model names and nobody else has started, each on its port."""
    lists = {kind: [t.list for t in model.tracks.values() if t.kind == kind and not t.base] for kind in TOKENS}
    played: dict[str, Provider] = {
        "sendgrid": sendgrid.SendGrid(lists["sendgrid"], now),
        "brevo": brevo.Brevo([int(each) for each in lists["brevo"]]),
    }
    standins = {kind: Standin(played[kind], ports[kind], Limit(100, 10)) for kind in TOKENS if lists[kind]}
    return Tools(model, played, standins, ExitStack())
