from dataclasses import replace

from leadflow.application.secret_names import incoming, outgoing
from leadflow.cli.endpoint import is_endpoint
from tests.unit.channels.matters import MODEL
from tests.unit.tracks.wishes import TRACKS

POLICY = replace(MODEL, tracks=TRACKS)


def test_the_key_of_a_tool_is_a_secret_that_the_model_names() -> None:
    assert outgoing(POLICY) == ["sales-webhook", "sendgrid", "brevo", "flow"]
    assert incoming(POLICY) == []


def test_a_webhook_of_a_track_has_an_address_and_a_key_like_any_other() -> None:
    assert [name for name in outgoing(POLICY) if is_endpoint(POLICY, name)] == ["flow"]
