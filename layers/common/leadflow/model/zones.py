"""Time zones as they are written: by their names in the IANA database."""

from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from typing import Annotated, TypeAlias
from zoneinfo import available_timezones

from pydantic import AfterValidator

from leadflow.model.sentences import Text


def zone(name: str) -> str:
    """The name as it is. Raises ValueError where no time zone has it."""
    if name in _known():
        return name
    near = get_close_matches(name, _known(), n=1, cutoff=0.75)
    remedy = f"did you mean {near[0]}?" if near else "a name such as Europe/Oslo is needed"
    raise ValueError(f"there is no time zone {name}; {remedy}")


@cache
def _known() -> Collection[str]:
    return sorted(available_timezones())


Zone: TypeAlias = Annotated[Text, AfterValidator(zone)]
