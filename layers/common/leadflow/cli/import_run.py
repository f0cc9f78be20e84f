"""The run of an import: row by row from the file to the queue, or to nowhere."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from leadflow.application.importing.rows import BadRow, Rows
from leadflow.application.parcels import parcels
from leadflow.application.ports import Intake, Parcel
from leadflow.cli.csv_file.records import Broken, Record
from leadflow.cli.csv_file.table_file import TableFile
from leadflow.cli.import_report import Report
from leadflow.cli.progress import Progress
from leadflow.domain.activity import Activity
from leadflow.domain.ignore import Ignored

_TOGETHER: Final = 10
"""So many messages are sent in one call."""


@dataclass(slots=True)
class Import:
    """One import; where there is no `intake`, everything is done but the sending.

    `rows` counts those that are not empty, `sent` those that went, `left_out` those of people whom the model ignores;
    all others are in the report.
    """

    file: TableFile
    how: Rows
    ignored: Ignored
    report: Report
    intake: Intake | None = None
    rows: int = 0
    sent: int = 0
    left_out: int = 0
    messages: int = 0

    def run(self) -> None:
        """Send the rows. Raises OutsideDown, Failure."""
        shown = Progress(sys.stderr).through("rows read", self.file.rows(), lambda _: self.file.share)
        packed = parcels(self._activities(shown), imported=True)
        while together := list(islice(packed, _TOGETHER)):
            self._send(together)

    def _send(self, together: list[Parcel]) -> None:
        if self.intake is not None:
            self.intake.send(together)
        self.sent += sum(len(parcel.activities) for parcel in together)
        self.messages += len(together)

    def _activities(self, records: Iterable[Record | Broken]) -> Iterator[Activity]:
        for record in records:
            activity = self._activity(record)
            if activity is not None and self.ignored.matches(activity):
                self.left_out += 1
            elif activity is not None:
                yield activity

    def _activity(self, record: Record | Broken) -> Activity | None:
        self.rows += 1
        if isinstance(record, Broken):
            self.report.add(record.line, record.reason, fault=record.fault)
            return None
        try:
            activity = self.how.activity(record.cells)
        except BadRow as bad:
            self.report.add(record.line, bad.reason, bad.field, bad.cell)
            return None
        self.rows -= activity is None
        return activity
