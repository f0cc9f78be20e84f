"""What is kept of a lead is told in full, and what an erasure cannot take back."""

from dataclasses import dataclass, field, replace
from typing import Final

from leadflow.application.afterlife import REMAINS, Sent, elsewhere, expiry, foreseen
from leadflow.application.dossier import PART, Dossier, Part
from leadflow.domain.crm import Crm, Field
from leadflow.domain.identity import Key
from leadflow.domain.instant import DAY, Instant
from leadflow.domain.lead_model import LeadModel
from leadflow.domain.track import Track
from tests.models import later
from tests.unit.application.erasing import HERS, Graveyard
from tests.unit.application.joining import ADA, NOW, SALES, id_of, said, seen

POLICY: Final = replace(
    SALES,
    traits=("title",),
    crm=Crm("hubspot", "crm", {"title": Field("title", "jobtitle")}),
    tracks={"care": Track("care", "webhook", "care"), "left": Track("left", "webhook", "left")},
)
LIFE: Final = (
    seen("page:1", anonymous_id="x"),
    replace(
        said("form:1", "form.submitted", later(1), email=ADA, anonymous_id="x"), traits={"title": "VP"}, source="site"
    ),
    replace(said("contact:1", "crm.contact.changed", later(2), email=ADA, crm_id="7"), traits={"title": "CTO"}),
    said("delivered", "email.delivered", later(2), {"message_id": "m1"}, email=ADA),
    said("click", "email.clicked", later(3), {"message_id": "m1", "url": "https://acme.example/a"}, email=ADA),
    said("void", "activity.voided", later(4), {"activity": "page:1", "reason": "a test"}, email=ADA),
    said("on", "track.enrolled", later(5), {"track": "care"}, email=ADA),
    said("off", "track.withdrawn", later(5), {"track": "left"}, email=ADA),
)


@dataclass
class Office(Graveyard):
    """A town whose CRM has a map, and whose mail tool has tracks."""

    policy: LeadModel = field(default_factory=lambda: POLICY)


def town() -> Office:
    found = Office().hear(*LIFE)
    found.eraser.lister.keep(found.at(*HERS), NOW)
    receipt = {"transition": f"{id_of(*HERS)}.1.entered:warm", "action": "tell#0", "channel": "sales"}
    found.things.kept = [
        {**receipt, "outcome": "done", "ended_at": "2026-03-04T09:00:00Z", "to": ADA},
        {**receipt, "outcome": "done", "ended_at": "2026-03-03T09:00:00Z", "to": ADA},
        {**receipt, "outcome": "failed", "ended_at": "2026-03-05T09:00:00Z", "to": ADA},
    ]
    return found


def parts(of: Graveyard, asked: Key = HERS) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for each in Dossier(of.eraser, of.eraser.subject(asked), NOW).parts():
        found.setdefault(str(each[PART]), []).append(each)
    return found


def test_all_that_is_kept_is_told_part_by_part() -> None:
    found = parts(town())
    (standing,) = found["standing"]
    assert (standing["scores"], standing["segments"]) == ({"readiness": 10.0}, [])
    assert standing["first_seen"] == "2026-03-02T09:00:00Z"
    titles = [each for each in found["trait"] if each["name"] == "title"]
    assert [(each["value"], each["said"], each["at"], each["source"], each["activity"]) for each in titles] == [
        (ADA, "VP", "2026-03-03T09:00:00Z", "site", "form:1")
    ]
    assert {(each["kind"], each["value"]) for each in found["occurrence"]} == {("email", ADA), ("anonymous_id", "x")}
    assert [(each["name"], each["said"]) for each in found["word"]] == [("page:1", "void")]
    (mail,) = found["mail"]
    assert mail["delivered"] == "2026-03-04T09:00:00Z"
    assert mail["clicks"] == {"click": {"at": "2026-03-05T09:00:00Z", "url": "https://acme.example/a"}}
    assert [(each["field"], each["ours"], each["crm"], each["holds"]) for each in found["conflict"]] == [
        ("title", "VP", "CTO", "crm")
    ]
    assert [each["list"] for each in found["list"]] == ["company:a.example"]
    assert {str(each["id"]) for each in found["timeline"]} == {each.id for each in LIFE}
    assert len(found["things"]) == 3


def test_of_who_was_erased_nothing_is_told() -> None:
    bare = town()
    bare.erase()
    assert parts(bare) == {}


def test_what_was_sent_and_what_is_to_be_done_by_hand_is_known_before() -> None:
    bare = town()
    found = bare.eraser.subject(HERS)
    ahead = foreseen(bare.eraser, [found])
    assert dict(ahead.counts) == {"leads": 3, "lists": 1, "timeline": 8, "things": 3}
    news = f"{id_of(*HERS)}.1.entered:warm"
    assert ahead.sent == [Sent(f"2026-03-0{day}T09:00:00Z", "sales", "tell", news) for day in (3, 4)]
    assert list(elsewhere(found, POLICY)) == [
        "track care: take the lead off it",
        "hubspot: delete the record 7, or it goes on telling of the lead, which is dropped",
    ]
    assert list(elsewhere(found, replace(POLICY, crm=None)))[1].startswith("the CRM: delete the record 7,")


def test_what_nobody_knows_has_nothing_to_be_done() -> None:
    bare = Office()
    found = bare.eraser.subject(HERS)
    assert not +foreseen(bare.eraser, [found]).counts
    assert list(elsewhere(found, POLICY)) == []


def test_everything_that_is_left_has_an_end() -> None:
    ends = {name: (expiry(name, NOW) - NOW) / DAY for name in REMAINS}
    assert (ends["stream"], ends["queues"], ends["recovery points"]) == (1, 4, 35)
    assert expiry("under way", NOW) > Instant(NOW)
