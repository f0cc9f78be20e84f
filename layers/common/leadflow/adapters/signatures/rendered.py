"""When a page with a form was made, in a hidden field that nobody makes up who does not know the form's address.

The field holds `<unix seconds>.<hex HMAC-SHA256 of "<source>:<seconds>" under the token of the form's address>`. That
token stands in the page, so this keeps out what posts at once, or posts what it recorded, and not who reads the page.
"""

from typing import Final

from leadflow.adapters.payloads import body
from leadflow.adapters.signatures.comparing import raw, same
from leadflow.adapters.signatures.keyed import hmac_sha256
from leadflow.domain.instant import DAY, SECOND, Duration, Instant
from leadflow.domain.json import Json

FIELD: Final = "_rendered"

LONGEST: Final = DAY
"""For so long after its making a page can be sent."""


def stamp(source: str, token: str, at: Instant) -> str:
    """What the field holds in a page that is made at that instant."""
    seconds = at // SECOND
    return f"{seconds}.{hmac_sha256(token, raw(f'{source}:{seconds}')).hexdigest()}"


def reason(presented: Json, source: str, token: str, at: Instant, shortest: Duration) -> str | None:
    """Why no human can have sent, at that instant, a form with this in the field; None where one can."""
    if not isinstance(presented, str) or not presented:
        return "sent without the time at which its page was made"
    made_at = body.unix(presented.partition(".")[0])
    if made_at is None or not same(presented, stamp(source, token, made_at)):
        return "sent with a made-up time of its page"
    if at - made_at < shortest:
        return "filled in faster than a human can"
    return "sent more than a day after its page was made" if at - made_at > LONGEST else None
