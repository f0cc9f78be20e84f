"""What AWS charges, and what is assumed where nothing here can be measured: bench/prices.toml, read once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Self, TypedDict

FILE: Final = Path(__file__).with_suffix(".toml")

MILLION: Final = 1_000_000
GB: Final = 1_000_000_000
MEGABYTES_A_GB: Final = 1024


class Written(TypedDict):
    """The file."""

    date: date
    region: str
    sources: Sequence[str]
    each_million: Mapping[str, float]
    each: Mapping[str, float]
    each_gb_month: Mapping[str, float]
    assumed: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars, and the figures that are assumed; the file says of each what it is."""

    written: Written

    @classmethod
    def read(cls) -> Self:
        with FILE.open("rb") as file:
            written: Written = tomllib.load(file)  # type: ignore[assignment] # our own file, which a test reads
        return cls(written)

    def million(self, what: str) -> float:
        """Dollars for one of these, of which the file prices a million."""
        return self.written["each_million"][what] / MILLION

    def log(self, size: float) -> float:
        """Dollars for so many bytes in the log."""
        return size / GB * self.written["each"]["logged_gb"]

    def run(self, seconds: float, megabytes: int) -> float:
        """Dollars for so many seconds of a function with so much memory."""
        return seconds * megabytes / MEGABYTES_A_GB * self.written["each"]["gb_second"]

    def kept(self, size: float) -> float:
        """Dollars a month for so many bytes in a table that can be recovered."""
        return size / GB * sum(self.written["each_gb_month"].values())

    def assumed(self, what: str) -> float:
        return self.written["assumed"][what]


@cache
def prices() -> Prices:
    """The file's."""
    return Prices.read()
