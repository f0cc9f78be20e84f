"""Leads that a command sends back to be judged, many a message."""

from dataclasses import dataclass, field

from leadflow.application.ports import Intake
from leadflow.application.wake import AT_ONCE, parcels
from leadflow.domain.identity import LeadId


@dataclass(slots=True)
class Recall:
    """Puts leads into the queue `intake`, where a lead that comes twice is judged once.

    `announce`: what a new model has changed is to be told. `sent` counts leads, `messages` the messages.
    """

    intake: Intake
    announce: bool = False
    sent: int = 0
    messages: int = 0
    _together: list[LeadId] = field(default_factory=list)

    def add(self, lead: LeadId) -> None:
        """Send the lead, once a call is full. Raises OutsideDown."""
        self._together.append(lead)
        if len(self._together) == AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Send those that wait for a full call. Raises OutsideDown."""
        if self._together:
            sent = list(parcels(self._together, announce=self.announce))
            self.intake.send(sent)
            self.sent += len(self._together)
            self.messages += len(sent)
            self._together.clear()
