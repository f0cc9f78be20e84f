"""Every module under adapters/channels is registered, sampled, and what a channel must be."""

from pathlib import Path
from pkgutil import iter_modules

import pytest

from leadflow.adapters import channels
from leadflow.adapters.channels import CHANNELS, channel
from leadflow.application.channel import Channel
from tests.unit.channels.matters import KEY, dispatch

SAMPLES = Path(__file__).parents[3] / "events" / "channels"


def test_every_channel_is_registered_and_sampled() -> None:
    modules = {module.name for module in iter_modules(channels.__path__)}
    assert modules == set(CHANNELS) == {sample.stem for sample in SAMPLES.glob("*.json")}


@pytest.mark.parametrize("kind", CHANNELS)
def test_the_sample_is_the_request_that_a_message_becomes(kind: str) -> None:
    made: Channel = channel(kind)
    way = dispatch(secrets=[f"https://sample.example {KEY}"], to="head@acme.example")
    assert made.request(way).body == (SAMPLES / f"{kind}.json").read_bytes().rstrip()


def test_an_unknown_kind_names_those_that_there_are() -> None:
    with pytest.raises(LookupError, match="pigeon is no kind of channel; there are slack, teams, email, webhook"):
        channel("pigeon")
