"""A signature that says when it was made holds for a while, so that what was overheard cannot be sent again."""

from leadflow.application.webhook import NotAuthenticated, Stale
from leadflow.domain.instant import Duration, Instant


def check(made_at: Instant | None, received_at: Instant, window: Duration | None) -> None:
    """Raises Stale outside the window, in the past or the future, and NotAuthenticated where no time can be read."""
    if made_at is None:
        raise NotAuthenticated("the signature's time cannot be read")
    if window is not None and abs(received_at - made_at) > window:
        raise Stale("the signature is too old, or its sender's clock is wrong")
