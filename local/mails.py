"""What SES refuses of a mail, by the reference of its API.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

import json
import re
from collections.abc import Mapping
from typing import Final

LIMIT: Final = 40 * 1024 * 1024
BAD: Final = "BadRequestException"

_ADDRESS: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+|[^<>\r\n]+ <[^@\s<>,;]+@[^@\s<>,;]+>")


def refusal(headers: Mapping[str, str], body: bytes) -> str | None:
    """The name of what SES answers to such a request; None where it takes it."""
    if not headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        return "MissingAuthenticationTokenException"
    try:
        mail = json.loads(body)
        content = mail["Content"]["Simple"]
        (recipient,) = mail["Destination"]["ToAddresses"]
        parts = (content["Subject"], content["Body"]["Text"], content["Body"]["Html"])
        texts = [str(part["Data"]) for part in parts]
        addresses = (mail["FromEmailAddress"], recipient)
    except (ValueError, KeyError, TypeError):
        return BAD
    sound = all(texts) and all(map(_ADDRESS.fullmatch, addresses)) and not re.search(r"[\r\n]", texts[0])
    return None if sound and len(body) <= LIMIT else BAD
