"""The model file as it is written: its sections, of which only the name is needed."""

from pydantic import Field

from leadflow.model.automations import AutomationSentence
from leadflow.model.scores import ScoreSentence
from leadflow.model.segments import ClassSentence, SegmentSentence
from leadflow.model.sentences import Name, Section, Sentence, Text
from leadflow.model.signals import SignalSentence
from leadflow.model.sources import ChannelSentence, SourceSentence


class ModelFile(Sentence):
    """A whole lead model."""

    model: Name
    timezone: Text = "UTC"
    sources: Section[SourceSentence] = Field(default_factory=dict)
    signals: Section[SignalSentence] = Field(default_factory=dict)
    scores: Section[ScoreSentence] = Field(default_factory=dict)
    classes: Section[ClassSentence] = Field(default_factory=dict)
    segments: Section[SegmentSentence] = Field(default_factory=dict)
    automations: Section[AutomationSentence] = Field(default_factory=dict)
    channels: Section[ChannelSentence] = Field(default_factory=dict)
