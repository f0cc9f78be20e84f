"""What the emulator itself says that puts cost, beside what the meter says of the same puts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict

from bench.meter import Meter

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks
    from botocore.model import OperationModel

PUT: Final = "PutItem"


class Told(TypedDict, total=False):
    """The part of an answer in which DynamoDB says what a call consumed; it says nothing where a condition failed."""

    ConsumedCapacity: dict[str, float]


@dataclass(slots=True)
class Puts:
    """Sums of both, over every PutItem that was done; `refused` counts those whose condition failed."""

    meter: Meter
    metered: float = 0
    emulated: float = 0
    refused: int = 0
    _until_now: float = 0

    def attach(self, events: "BaseEventHooks") -> None:
        """Listen to a client to which the meter has been attached already: handlers are called in that order."""
        events.register("before-parameter-build", self._ask)
        events.register("after-call", self._hear)

    def reset(self) -> None:
        """Begin at nothing, as the meter does at the same time."""
        self.metered = self.emulated = self._until_now = 0
        self.refused = 0

    def _ask(self, params: dict[str, str], model: "OperationModel", **_: object) -> None:
        if model.name == PUT:
            params["ReturnConsumedCapacity"] = "TOTAL"

    def _hear(self, parsed: Told, model: "OperationModel", **_: object) -> None:
        if model.name != PUT:
            return
        before, self._until_now = self._until_now, self._units()
        if "ConsumedCapacity" in parsed:
            self.metered += self._until_now - before
            self.emulated += parsed["ConsumedCapacity"]["CapacityUnits"]
        else:
            self.refused += 1

    def _units(self) -> float:
        return sum(units for use, units in self.meter.units.items() if use.operation == PUT)
