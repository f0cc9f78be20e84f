"""What a Flow's HTTP callout, or a line of Apex, posts: records as JSON, each with the name of its object.

https://help.salesforce.com/s/articleView?id=platform.flow_http_callout.htm&type=5
"""

from collections.abc import Iterator, Mapping

from leadflow.adapters.crm.salesforce.changes import UPDATE, Change
from leadflow.adapters.crm.salesforce.outbound import ours
from leadflow.adapters.payloads import body
from leadflow.application.webhook import Unreadable
from leadflow.domain.json import Json
from leadflow.domain.sender import Sender


def changes(raw: bytes, sender: Sender) -> Iterator[Change]:
    """One change a record: a list, or a single one. Raises Unreadable, also where it is another organisation's."""
    document = body.document(raw)
    for each in document if isinstance(document, list) else [document]:
        yield _change(body.record(each), sender)


def _change(stated: Mapping[str, Json], sender: Sender) -> Change:
    """A record stands in `record`, beside its `object`; or for itself, with `attributes`, as Apex writes it."""
    if "organization" in stated:
        ours(stated["organization"], sender)
    record = body.record(stated.get("record", stated))
    of = body.text(stated.get("object")) or body.text(body.part(record.get("attributes")).get("type"))
    if of is None:
        raise Unreadable("a record that does not say of which object it is")
    plain = {name: value for name, value in record.items() if name not in ("attributes", "organization", "object")}
    return Change(of, plain, how=(body.text(stated.get("change")) or UPDATE).upper())
