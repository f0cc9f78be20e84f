"""New fields, by the interface of Salesforce's own tools.

https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadflow.adapters.payloads import body
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.salesforce import errors
from local.crm.salesforce.fields import Field
from local.crm.salesforce.org import Org
from local.crm.salesforce.sobjects import content

TYPES: Final[Mapping[str, str]] = {
    "Text": "string",
    "LongTextArea": "textarea",
    "Number": "double",
    "Currency": "currency",
    "Date": "date",
    "DateTime": "datetime",
    "Checkbox": "boolean",
    "Picklist": "picklist",
    "Email": "email",
    "Url": "url",
}
LONG: Final = ("Text", "LongTextArea")
"""Types that say how long."""


@dataclass(frozen=True)
class Tooling:
    """The custom fields of an organisation."""

    org: Org

    def routes(self) -> Sequence[Route]:
        """The path."""
        base = "/services/data/{version}/tooling/sobjects/CustomField"
        return [route("POST", path, self._create) for path in (base, f"{base}/")]

    def _create(self, asked: Asked) -> Answered:
        stated = content(asked)
        metadata = body.part(stated.get("Metadata"))
        of, dot, name = str(stated.get("FullName")).partition(".")
        kind = str(metadata.get("type"))
        if not dot or not name.endswith("__c") or not name.removesuffix("__c").isidentifier():
            text = "Enter a valid name: it ends in __c, and begins with its object"
            raise errors.refusal(400, "FIELD_INTEGRITY_EXCEPTION", text, ["FullName"])
        if kind not in TYPES or not metadata.get("label") or (kind in LONG and not metadata.get("length")):
            text = "Required fields are missing: [type, label, length]"
            raise errors.refusal(400, "REQUIRED_FIELD_MISSING", text, ["Metadata"])
        definition = body.part(body.part(metadata.get("valueSet")).get("valueSetDefinition"))
        offered = (body.part(each) for each in body.items(definition.get("value")))
        choices = tuple(str(each.get("fullName")) for each in offered)
        external = metadata.get("externalId") is True
        made = Field(name, TYPES[kind], str(metadata["label"]), external=external, choices=choices)
        self.org.add_field(of, made)
        return said(201, {"id": f"00N5f00000{len(self.org.fields[of]):05d}EAA", "success": True, "errors": []})
