"""What `leadflow replay --json` prints of leads."""

import json
from collections.abc import Iterable

from leadflow.adapters.spool import Spool
from leadflow.application.replay import Replayed
from leadflow.cli.replayed import Json, lines
from tests.fragments import Document


def printed(found: Iterable[Replayed]) -> list[Document]:
    """Each line, leads first."""
    with Spool.opened() as spool:
        return [json.loads(line) for line in lines(found, Json(spool))]
