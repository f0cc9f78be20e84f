"""Every sample under `events/` is authentic, and becomes what its expected file says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest

from leadflow.adapters.payloads import body
from leadflow.adapters.sources import (
    brevo,
    calendly,
    dynamics,
    form,
    gravity_forms,
    hubspot,
    hubspot_forms,
    jotform,
    json,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    meta_lead_ads,
    pipedrive,
    postal,
    postmark,
    resend,
    salesforce,
    segment,
    sendgrid,
    ses,
    slack,
    source,
    sparkpost,
    standard,
    tally,
    typeform,
    unisender_go,
    webflow,
)
from leadflow.application.webhook import NotAuthenticated, Source, Webhook
from leadflow.domain import wire
from leadflow.domain.json import Json
from local.samples import Sample, samples

MODULES: Final[Mapping[str, Source]] = {
    "brevo": brevo,
    "calendly": calendly,
    "dynamics": dynamics,
    "form": form,
    "gravity_forms": gravity_forms,
    "hubspot": hubspot,
    "hubspot_forms": hubspot_forms,
    "jotform": jotform,
    "json": json,
    "mailersend": mailersend,
    "mailgun": mailgun,
    "mailjet": mailjet,
    "mailtrap": mailtrap,
    "mandrill": mandrill,
    "meta_lead_ads": meta_lead_ads,
    "pipedrive": pipedrive,
    "postal": postal,
    "postmark": postmark,
    "resend": resend,
    "salesforce": salesforce,
    "segment": segment,
    "sendgrid": sendgrid,
    "ses": ses,
    "slack": slack,
    "sparkpost": sparkpost,
    "standard": standard,
    "tally": tally,
    "typeform": typeform,
    "unisender_go": unisender_go,
    "webflow": webflow,
}
"""Written out so that the type checker holds every module against the protocol."""

SAMPLES: Final = samples()


def webhook(sample: Sample) -> Webhook:
    _, _, token = sample.request.path.removeprefix("/hooks/").partition("/")
    return Webhook(sample.sender, sample.request, sample.received_at, token or None)


def opened(sample: Sample) -> Webhook:
    asked = webhook(sample)
    return replace(asked, request=body.unpacked(asked.request))


def becomes(sample: Sample) -> Sequence[Mapping[str, Json]]:
    read = source(sample.sender.kind).activities(opened(sample))
    return [wire.to_json(replace(activity, raw=None)) for activity in read]


# Samples are tried together: a thousand tests that take no time take seconds to begin.


def test_samples_become_what_is_expected_of_them() -> None:
    for sample in SAMPLES:
        assert (sample.name, becomes(sample)) == (sample.name, sample.expected)


def test_samples_are_authentic_under_their_secret_and_no_other() -> None:
    for sample in SAMPLES:
        scheme = source(sample.sender.kind).SIGNATURE
        scheme.verify(webhook(sample), ["another", sample.secret])
        for secrets in ([], [""], ["another"]) if sample.secret else ():
            with pytest.raises(NotAuthenticated):
                scheme.verify(webhook(sample), secrets)


def test_activities_survive_the_queue_and_keep_the_providers_record_as_evidence() -> None:
    for sample in SAMPLES:
        for activity in source(sample.sender.kind).activities(opened(sample)):
            assert activity.raw, sample.name
            assert wire.from_json(wire.to_json(activity)) == activity


def test_a_kind_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match="carrier-pigeon is no kind of source; there are sendgrid,"):
        source("carrier-pigeon")


def test_every_event_of_sendgrid_has_a_sample() -> None:
    expected = {
        str(activity["type"]) for sample in SAMPLES if sample.sender.kind == "sendgrid" for activity in sample.expected
    }
    assert expected == {kind.value for kind in sendgrid.KINDS.values()}


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("sendgrid/batch", "sendgrid/batch-again"),
        ("mailgun/clicked", "mailgun/clicked-again"),
        ("postmark/click", "postmark/click-again"),
        ("postmark/bounce-hard", "postmark/suppressed-after-bounce"),
        ("mandrill/batch", "mandrill/batch-again"),
        ("mailersend/clicked", "mailersend/clicked-again"),
        ("mailersend/opened", "mailersend/opened-unique"),
        ("ses/click", "ses/click-again"),
        ("typeform/response", "typeform/response-again"),
        ("jotform/submission", "jotform/submission-again"),
        ("gravity_forms/entry", "gravity_forms/entry-again"),
        ("json/signup", "json/signup-again"),
    ],
)
def test_what_is_delivered_again_under_new_event_ids_is_the_same(first: str, again: str) -> None:
    named = {sample.name: sample for sample in SAMPLES}
    ids = [[activity["id"] for activity in becomes(named[name])] for name in (first, again)]
    assert ids[0] == ids[1]
    assert len(set(map(str, ids[0]))) == len(ids[0])
