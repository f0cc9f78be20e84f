"""Queries and their pages: the rest of a long answer is kept under a name of its own.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.salesforce import errors
from local.crm.salesforce.org import Org
from local.crm.salesforce.running import Run
from local.crm.salesforce.soql import Reader, malformed

LEAST: Final = 200
MOST: Final = 2000

_SIZE: Final = re.compile(r"batchsize=(\d+)", re.IGNORECASE)


@dataclass
class Queries:
    """The queries that are put to an organisation; `batch` is how many records an answer holds at most."""

    org: Org
    batch: int = MOST
    _left: dict[str, Sequence[Json]] = field(default_factory=dict)

    def routes(self) -> Sequence[Route]:
        """The paths, with and without a slash behind them."""
        base = "/services/data/{version}"
        return [
            each
            for name, respond in (("query", self._query), ("queryAll", self._query_all))
            for each in (
                route("GET", f"{base}/{name}", respond),
                route("GET", f"{base}/{name}/", respond),
                route("GET", f"{base}/{name}/{{locator}}", self._more),
            )
        ]

    def _query(self, asked: Asked) -> Answered:
        return self._answer(asked, deleted=False)

    def _query_all(self, asked: Asked) -> Answered:
        return self._answer(asked, deleted=True)

    def _answer(self, asked: Asked, *, deleted: bool) -> Answered:
        if (text := asked.parameters.get("q")) is None:
            raise malformed("A query string has to be specified")
        query = Reader(text).query()
        rows = Run(self.org, query, asked.parts["version"], deleted=deleted).rows()
        if not query.fields:
            return said(200, {"totalSize": len(rows), "done": True, "records": []})
        known = f"01g5f00000{len(self._left):05d}AAA"
        self._left[known] = rows
        return self._page(asked, known, 0)

    def _more(self, asked: Asked) -> Answered:
        known, _, start = asked.parts["locator"].partition("-")
        if known not in self._left or not start.isdecimal():
            raise errors.refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(asked, known, int(start))

    def _page(self, asked: Asked, known: str, start: int) -> Answered:
        wanted = _SIZE.search(asked.headers.get("sforce-query-options", ""))
        size = min(self.batch, max(LEAST, int(wanted[1]))) if wanted else self.batch
        rows, end = self._left[known], start + size
        place = f"/services/data/{asked.parts['version']}/query/{known}-{end}"
        rest: dict[str, Json] = {"nextRecordsUrl": place} if end < len(rows) else {}
        return said(200, {"totalSize": len(rows), "done": not rest, **rest, "records": [*rows[start:end]]})
