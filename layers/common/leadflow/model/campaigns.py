"""Campaigns as they are written: what a lead can have come from, and what that cost."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from leadflow.model.sentences import Name, Number, OneOrMore, Sentence, Text
from leadflow.model.signals import Wanted


class CampaignSentence(Sentence):
    """`{ group: lead_generation, cost: 12000, where: { campaign: "spring-webinar*" } }`."""

    group: Name | None = None
    cost: Annotated[Number, Field(ge=0)] | None = None
    where: Annotated[Mapping[Text, OneOrMore[Wanted]], Field(min_length=1)]
