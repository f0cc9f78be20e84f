"""Dynamics 365 Sales as its stand-in plays it: tokens for an application, and rows by Dataverse's Web API.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-operations-web-api
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from leadflow.domain.json import Json
from local.crm.dynamics import errors, odata
from local.crm.dynamics.environment import Environment
from local.crm.dynamics.errors import refusal
from local.crm.dynamics.metadata import Metadata
from local.crm.exchange import Answered, Asked, Failure, Refusal, Route, route, said

TENANT: Final = "acme.example"
CLIENT: Final = "0a11ce00-0000-4000-8000-000000000000"
CLIENT_SECRET: Final = "secret-of-the-stand-in"  # noqa: S105 - it opens nothing but the stand-in

ROOT: Final = "/api/data/v9.2"
LIFETIME: Final = 3599
USUAL: Final = 5000

Understood = TypeVar("Understood")

_LOGIN: Final = "/oauth2/v2.0/token"
_PAGE: Final = re.compile(r"odata\.maxpagesize=(\d+)")
_KEY: Final = re.compile(r"(\w+)='((?:[^']|'')*)'")


class Dynamics:
    """One environment, and the application that may use it."""

    def __init__(self, environment: Environment | None = None) -> None:
        self.environment = environment or Environment()
        self._metadata = Metadata(self.environment)
        self._tokens: list[str] = []

    def expire(self) -> None:
        """No token that was given out holds any more."""
        self._tokens = [""] * len(self._tokens)

    @property
    def routes(self) -> Sequence[Route]:
        """The login's path and those of the Web API."""
        metadata = f"{ROOT}/EntityDefinitions(LogicalName='{{table}}')/Attributes"
        return (
            route("POST", f"/{{tenant}}{_LOGIN}", self._grant),
            route("GET", metadata, self._metadata.attributes),
            route("POST", metadata, self._metadata.create),
            route("GET", f"{metadata}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata", self._metadata.picklists),
            route("GET", f"{ROOT}/RetrieveMetadataChanges(Query=@p1)", self._metadata.changes),
            route("GET", f"{ROOT}/{{set}}({{key}})", self._one),
            route("PATCH", f"{ROOT}/{{set}}({{key}})", self._upsert),
            route("DELETE", f"{ROOT}/{{set}}({{key}})", self._delete),
            route("GET", f"{ROOT}/{{set}}", self._listed),
            route("POST", f"{ROOT}/{{set}}", self._create),
        )

    def admit(self, asked: Asked) -> None:
        """Raises Refusal without a token that holds; who asks for one has none yet."""
        if not asked.path.endswith(_LOGIN) and (asked.bearer is None or asked.bearer not in self._tokens):
            raise Refusal(errors.unauthorised())

    def failed(self, asked: Asked, failure: Failure) -> Answered:  # noqa: ARG002 - the same for all requests
        """The failure as Dataverse words it."""
        return errors.failed(failure)

    def missing(self, asked: Asked) -> Answered:
        """The answer to a path that there is none."""
        return errors.error(404, errors.NO_SUCH_KEY, f"Resource not found for the segment '{asked.path}'.")

    def _grant(self, asked: Asked) -> Answered:
        stated = dict(parse_qsl(asked.body.decode()))
        known = (asked.parts["tenant"], stated.get("client_id"), stated.get("client_secret"))
        if known != (TENANT, CLIENT, CLIENT_SECRET) or stated.get("grant_type") != "client_credentials":
            reason = "AADSTS7000215: Invalid client secret provided."
            return said(401, {"error": "invalid_client", "error_description": reason, "error_codes": [7000215]})
        if stated.get("scope") != f"http://{asked.place}/.default":
            reason = "AADSTS500011: The resource principal was not found in the tenant."
            return said(400, {"error": "invalid_resource", "error_description": reason, "error_codes": [500011]})
        self._tokens.append(f"token-{len(self._tokens) + 1}")
        return said(200, {"token_type": "Bearer", "expires_in": LIFETIME, "access_token": self._tokens[-1]})

    def _listed(self, asked: Asked) -> Answered:
        table, parameters = self._table(asked), asked.parameters
        wanted = _understood(odata.filtered, parameters.get("$filter"))
        for name, _ in wanted.tests:
            self._check(table, name)
        found = [known for known in self.environment.rows[table] if wanted.holds(self._values(table, known))]
        size = _PAGE.search(asked.headers.get("prefer", ""))
        start, most = int(parameters.get("$skiptoken", "0")), int(parameters.get("$top", size[1] if size else USUAL))
        shown: list[Json] = [self._shown(table, known, asked) for known in found[start : start + most]]
        answer: dict[str, Json] = {"@odata.context": f"http://{asked.place}{ROOT}/$metadata", "value": shown}
        if parameters.get("$count") == "true":
            answer["@odata.count"] = min(len(found), USUAL)
        if start + most < len(found) and "$top" not in parameters:
            query = urlencode({**parameters, "$skiptoken": str(start + most)}, quote_via=quote)
            answer["@odata.nextLink"] = f"http://{asked.place}{asked.path}?{query}"
        return said(200, answer)

    def _one(self, asked: Asked) -> Answered:
        table = self._table(asked)
        return said(200, self._shown(table, self._known(table, asked), asked))

    def _create(self, asked: Asked) -> Answered:
        table = self._table(asked)
        content = _content(asked)
        self._check_keys(table, content)
        return self._written(asked, table, self.environment.write(table, None, content), new=True)

    def _upsert(self, asked: Asked) -> Answered:
        """Change a row, or make it where there is none and nothing forbids it."""
        table, content = self._table(asked), _content(asked)
        known, key = self._named(table, asked)
        there = known is not None and known in self.environment.rows[table]
        if not there and asked.headers.get("if-match") is not None:
            raise refusal(404, errors.NOT_FOUND, f"Entity '{table}' With Id = {known} Does Not Exist")
        if there and asked.headers.get("if-none-match") == "*":
            raise refusal(412, errors.DUPLICATE, "A record with matching key values already exists.")
        version = asked.headers.get("if-match")
        if there and known and version not in (None, "*", self.environment.etag(table, known)):
            raise refusal(412, errors.CHANGED, "The version of the existing record doesn't match the one provided.")
        return self._written(asked, table, self.environment.write(table, known, {**key, **content}), new=not there)

    def _delete(self, asked: Asked) -> Answered:
        table = self._table(asked)
        del self.environment.rows[table][self._known(table, asked)]
        return Answered(204)

    def _written(self, asked: Asked, table: str, known: str, *, new: bool) -> Answered:
        place = f"http://{asked.place}{ROOT}/{self.environment.tables[table].set}({known})"
        if "return=representation" in asked.headers.get("prefer", ""):
            return said(201 if new else 200, self._shown(table, known, asked), {"odata-entityid": place})
        return Answered(204, headers={"odata-entityid": place})

    def _table(self, asked: Asked) -> str:
        table = self.environment.table_of(asked.parts["set"])
        if table is None:
            message = f"Resource not found for the segment '{asked.parts['set']}'."
            raise refusal(404, errors.NO_SUCH_KEY, message)
        return table

    def _known(self, table: str, asked: Asked) -> str:
        known, _ = self._named(table, asked)
        if known is None or known not in self.environment.rows[table]:
            message = f"Entity '{table}' With Id = {asked.parts['key']} Does Not Exist"
            raise refusal(404, errors.NOT_FOUND, message)
        return known

    def _named(self, table: str, asked: Asked) -> tuple[str | None, Mapping[str, Json]]:
        """The id that the address names, by itself or by an alternate key, and that key."""
        given = _KEY.fullmatch(asked.parts["key"])
        if given is None:
            return asked.parts["key"].lower(), {}
        name, value = given[1], given[2].replace("''", "'")
        if name not in self.environment.tables[table].keys:
            raise refusal(400, errors.NO_SUCH_KEY, f"{name} is no key of {table}.")
        return self.environment.find_by_key(table, name, value), {name: value}

    def _check_keys(self, table: str, content: Mapping[str, Json]) -> None:
        for name in self.environment.tables[table].keys:
            value = content.get(name)
            if isinstance(value, str) and self.environment.find_by_key(table, name, value):
                raise refusal(412, errors.DUPLICATE, "A record with matching key values already exists.")

    def _values(self, table: str, known: str) -> Callable[[str], Json]:
        return lambda name: self.environment.value(table, known, name)

    def _check(self, table: str, name: str) -> None:
        about = self.environment.tables[table]
        lookup = name.startswith("_") and name.endswith("_value")
        plain = name[1:-6] if lookup else name
        if plain != about.key and (plain not in about.columns or about.columns[plain].lookup is not lookup):
            message = f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{table}'."
            raise refusal(400, errors.MISSPELT, message)

    def _shown(self, table: str, known: str, asked: Asked) -> dict[str, Json]:
        columns = odata.selected(asked.parameters.get("$select"))
        for name in columns:
            self._check(table, name)
        annotated = "odata.include-annotations" in asked.headers.get("prefer", "")
        shown = self.environment.shown(table, known, columns, annotated=annotated)
        for relation, inner in _understood(odata.expanded, asked.parameters.get("$expand")).items():
            found = self.environment.related(table, known, relation, inner)
            if isinstance(found, str):
                raise refusal(400, errors.MISSPELT, found)
            shown[relation] = found
        return shown


def _understood(read: Callable[[str | None], Understood], query: str | None) -> Understood:
    try:
        return read(query)
    except odata.Misspelt as error:
        raise refusal(400, errors.MISSPELT, str(error)) from error


def _content(asked: Asked) -> Mapping[str, Json]:
    try:
        content = asked.json()
    except ValueError:
        content = None
    if not isinstance(content, Mapping):
        raise refusal(400, errors.NO_SUCH_PROPERTY, "Error identified in Payload provided by the user.")
    return content
