"""Every sample under `events/` is authentic, and becomes what its expected file says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pkgutil import iter_modules
from typing import Final

import pytest

from leadflow.adapters import body, sources
from leadflow.adapters.sources import SOURCES, form, segment, sendgrid, source, typeform
from leadflow.application.webhook import NotAuthenticated, Source, Webhook
from leadflow.domain import wire
from leadflow.domain.json import Json
from local.samples import EVENTS, PROVENANCES, SIGNERS, Sample, samples

MODULES: Final[Mapping[str, Source]] = {
    "form": form,
    "segment": segment,
    "sendgrid": sendgrid,
    "typeform": typeform,
}
"""Written out so that the type checker holds every module against the protocol."""

SAMPLES: Final = list(samples())

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def webhook(sample: Sample) -> Webhook:
    _, _, token = sample.request.path.removeprefix("/hooks/").partition("/")
    return Webhook(sample.sender, sample.request, sample.received_at, token or None)


def opened(sample: Sample) -> Webhook:
    asked = webhook(sample)
    return replace(asked, request=body.unpacked(asked.request))


def becomes(sample: Sample) -> Sequence[Mapping[str, Json]]:
    read = source(sample.sender.kind).activities(opened(sample))
    return [wire.to_json(replace(activity, raw=None)) for activity in read]


@each_sample
def test_a_sample_becomes_what_is_expected_of_it(sample: Sample) -> None:
    assert becomes(sample) == sample.expected


@each_sample
def test_a_sample_is_authentic_under_its_secret_and_no_other(sample: Sample) -> None:
    module = source(sample.sender.kind)
    module.authenticate(webhook(sample), ["another", sample.secret])
    for secrets in ([], [""], ["another"]):
        with pytest.raises(NotAuthenticated):
            module.authenticate(webhook(sample), secrets)


@each_sample
def test_a_sample_keeps_the_providers_record_as_evidence(sample: Sample) -> None:
    assert all(activity.raw for activity in source(sample.sender.kind).activities(opened(sample)))


@each_sample
def test_a_sample_survives_the_queue(sample: Sample) -> None:
    for activity in source(sample.sender.kind).activities(opened(sample)):
        assert wire.from_json(wire.to_json(activity)) == activity


@each_sample
def test_a_sample_says_where_it_comes_from(sample: Sample) -> None:
    assert sample.provenance in PROVENANCES


def test_every_source_is_registered_sampled_and_signs() -> None:
    modules = {module.name for module in iter_modules(sources.__path__)}
    sampled = {headers.parent.name for headers in EVENTS.glob("*/*.headers.json")}
    assert modules == set(SOURCES) == set(MODULES) == set(SIGNERS) == sampled


def test_a_kind_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="carrier-pigeon is no kind of source; there are form, segment"):
        source("carrier-pigeon")


def test_every_event_of_sendgrid_has_a_sample() -> None:
    expected = {
        str(activity["type"]) for sample in SAMPLES if sample.sender.kind == "sendgrid" for activity in sample.expected
    }
    assert expected == {kind.value for kind in sendgrid.KINDS.values()}


@pytest.mark.parametrize(
    ("first", "again"),
    [("sendgrid/batch", "sendgrid/batch-again"), ("typeform/response", "typeform/response-again")],
)
def test_what_is_delivered_again_under_new_event_ids_is_the_same(first: str, again: str) -> None:
    named = {sample.name: sample for sample in SAMPLES}
    ids = [[activity["id"] for activity in becomes(named[name])] for name in (first, again)]
    assert ids[0] == ids[1]
    assert len(set(map(str, ids[0]))) == len(ids[0])
