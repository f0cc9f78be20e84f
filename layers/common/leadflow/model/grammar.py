"""The model file as it is written: its sections, of which only the name is needed."""

from typing import Annotated, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field

from leadflow.model.accounts import AccountsSentence
from leadflow.model.automations import AutomationSentence
from leadflow.model.campaigns import CampaignSentence
from leadflow.model.channels import ChannelSentence
from leadflow.model.classes import ClassSentence
from leadflow.model.crm import CrmSentence
from leadflow.model.ignore import IgnoreSentence
from leadflow.model.machine import MachineSentence
from leadflow.model.routing import RouteSentence
from leadflow.model.scores import ScoreSentence
from leadflow.model.segments import SegmentSentence
from leadflow.model.sentences import Name, Section, Sentence
from leadflow.model.signals import SignalSentence
from leadflow.model.sources import SourceSentence
from leadflow.model.team import Team
from leadflow.model.tracks import TrackSentence
from leadflow.model.zones import Zone

_Item = TypeVar("_Item")


def _as_tuple(value: object) -> object:
    return () if value is None else value


Listed: TypeAlias = Annotated[tuple[_Item, ...], BeforeValidator(_as_tuple)]


class ModelFile(Sentence):
    """A whole lead model."""

    model: Name
    timezone: Zone = "UTC"
    sources: Section[SourceSentence] = Field(default_factory=dict)
    signals: Section[SignalSentence] = Field(default_factory=dict)
    scores: Section[ScoreSentence] = Field(default_factory=dict)
    classes: Section[ClassSentence] = Field(default_factory=dict)
    machine: MachineSentence = Field(default_factory=MachineSentence)
    segments: Section[SegmentSentence] = Field(default_factory=dict)
    accounts: AccountsSentence | None = None
    ignore: Listed[IgnoreSentence] = ()
    tracks: Section[TrackSentence] = Field(default_factory=dict)
    routing: Listed[RouteSentence] = ()
    team: Team = Field(default_factory=dict)
    automations: Section[AutomationSentence] = Field(default_factory=dict)
    channels: Section[ChannelSentence] = Field(default_factory=dict)
    campaigns: Section[CampaignSentence] = Field(default_factory=dict)
    crm: CrmSentence | None = None
