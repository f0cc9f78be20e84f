"""For how long an answer asks to be left alone: `Retry-After`, in seconds or as a date.

https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
"""

import re
from email.utils import parsedate_to_datetime
from typing import Final

from leadflow.application.channel import Reply
from leadflow.domain.instant import SECOND, Duration

_SECONDS: Final = re.compile(r"[0-9]{1,6}")


def wait(reply: Reply) -> Duration:
    """How long, 0 where the answer does not say, or nothing that can be read; a date counts from the answer's own."""
    asked = reply.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(asked):
        return Duration(int(asked) * SECOND)
    try:
        until, since = (parsedate_to_datetime(text) for text in (asked, reply.headers.get("date", "")))
        seconds = round((until - since).total_seconds())
    except (TypeError, ValueError, OverflowError):  # no dates, or one with a time zone and one without
        return Duration(0)
    return Duration(max(seconds, 0) * SECOND)
