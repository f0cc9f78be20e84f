"""Requests to services of AWS, signed as the function itself."""

from dataclasses import dataclass, field

from leadflow.adapters.aws_signature import Signed
from leadflow.adapters.settings import Keys
from leadflow.application.channel import OutboundRequest, Reply

URL = "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails"
OURS = OutboundRequest(URL, b"{}", {"content-type": "application/json"}, frozenset(), service="ses")
OTHERS = OutboundRequest("https://hooks.slack.com/x", b"{}", {"content-type": "application/json"}, frozenset())


@dataclass
class World:
    """Whatever is asked of it."""

    asked: list[OutboundRequest] = field(default_factory=list)

    def post(self, request: OutboundRequest) -> Reply:
        self.asked.append(request)
        return Reply(200, {}, b"")


def signed(request: OutboundRequest, credentials: Keys) -> OutboundRequest:
    world = World()
    Signed(world.post, credentials, "eu-west-1").post(request)
    return world.asked[0]


def test_what_goes_to_aws_is_signed_for_its_service_and_region() -> None:
    headers = signed(OURS, Keys("key", "secret", "token")).headers
    assert "/eu-west-1/ses/aws4_request" in headers["authorization"]
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
    assert (headers["x-amz-security-token"], headers["content-type"]) == ("token", "application/json")
    assert "secret" not in str(headers)


def test_the_body_is_part_of_what_is_signed() -> None:
    bodies = (OutboundRequest(URL, body, {}, frozenset(), service="ses") for body in (b"{}", b"{ }"))
    one, another = (signed(body, Keys("key", "secret")).headers["authorization"] for body in bodies)
    assert one != another


def test_what_goes_elsewhere_carries_nothing_of_ours() -> None:
    assert signed(OTHERS, Keys("key", "secret")) == OTHERS
