from datetime import date, time
from pathlib import Path

import pytest

from leadflow.domain.calendar import Period
from leadflow.domain.json import Json
from leadflow.domain.track import Track
from leadflow.model.check import findings
from leadflow.model.compile import load
from leadflow.model.document import parse
from leadflow.model.grammar import ModelFile
from leadflow.model.not_yet import NOT_YET
from leadflow.model.quotas import Quota, quota
from leadflow.model.team import TeamMember
from tests.models import KINDS


def file(**sections: Json) -> ModelFile:
    return ModelFile.model_validate({"model": "test", **sections})


@pytest.mark.parametrize("section", ["accounts", "ignore", "tracks", "routing", "team", "campaigns", "crm"])
def test_a_section_may_be_empty(section: str) -> None:
    assert [each for each in findings({"model": "x", section: None}, KINDS, {}) if not each.warning] == []


def test_a_member_of_the_team_is_read_as_people_write_it() -> None:
    written: Json = {
        "slack": "U01ANN",
        "hours": "09:00-17:30",
        "timezone": "Europe/Oslo",
        "capacity": 40,
        "away_until": "2026-12-01",
    }
    assert file(team={"Ann@Acme.example": written}).team == {
        "ann@acme.example": TeamMember.model_construct(
            slack="U01ANN",
            hours=(time(9), time(17, 30)),
            timezone="Europe/Oslo",
            capacity=40,
            away_until=date(2026, 12, 1),
        )
    }


def test_addresses_are_known_in_one_spelling() -> None:
    (rule,) = file(routing=[{"round_robin": ["Ann@Acme.example", "bo@blåbær.example"]}]).routing
    assert rule.round_robin == ("ann@acme.example", "bo@xn--blbr-roah.example")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3 per day", Quota(3, Period.DAY)),
        ("1 per week", Quota(1, Period.WEEK)),
        ("20  per  month", Quota(20, Period.MONTH)),
    ],
)
def test_a_quota_is_so_many_in_a_stretch_of_the_calendar(written: str, meant: Quota) -> None:
    automation: Json = {"when": {"enters": "hot"}, "at_most": written, "do": [{"notify": "us"}]}
    assert file(automations={"tell": automation}).automations["tell"].at_most == meant


@pytest.mark.parametrize("written", ["0 per day", "3 per hour", "3 per days", "per day", "-1 per week", 3, True])
def test_nothing_else_is_a_quota(written: Json) -> None:
    with pytest.raises(ValueError, match="such as 3 per day"):
        quota(written)


@pytest.mark.parametrize("written", [12, "12", "list-12", "012"])
def test_a_list_of_brevo_is_a_number_however_it_is_written(written: Json) -> None:
    assert track({"brevo": written}) == Track("a", "brevo", "brevo", "12")


def test_a_list_of_sendgrid_is_an_id_in_small_letters() -> None:
    written: Json = {"sendgrid": "4F0C2A1E-5B7D-4C3E-9A8F-1D2E3F405162", "secret": "lists"}
    assert track(written) == Track("a", "sendgrid", "lists", "4f0c2a1e-5b7d-4c3e-9a8f-1d2e3f405162")


def test_a_webhook_that_is_told_of_a_track_is_its_secret() -> None:
    assert track({"webhook": "flow"}) == Track("a", "webhook", "flow")


def track(via: Json) -> Track:
    return load({"model": "x", "tracks": {"a": {"via": via}}}, KINDS).tracks["a"]


def test_a_track_that_a_condition_asks_for_is_no_trait_that_is_stored() -> None:
    asked: Json = {"trait": "track.a", "is": True}
    model = load({"model": "x", "tracks": {"a": {"via": {"brevo": 1}}}, "segments": {"on": asked}}, KINDS)
    assert model.traits == ()
    assert model.register("track.a", "form") is None


def test_rules_of_routing_before_a_mistaken_one_are_looked_at_too() -> None:
    rules: list[Json] = [{"when": {"in": "hot"}, "to": "{owner}"}, {"to": "nobody"}, {"to": "also nobody"}]
    found = findings({"model": "x", "routing": rules}, KINDS, {})
    assert {each.path for each in found if not each.warning} == {"routing.0.when.in", "routing.1.to", "routing.2.to"}


def test_every_word_that_does_not_act_yet_is_told_once() -> None:
    document = parse((Path(__file__).parent / "mistakes/not_yet.yaml").read_bytes())
    found = [each.path.split(".") for each in findings(document.content, KINDS, document.lines)]
    assert sorted((each[0], each[-1]) for each in found) == sorted(
        [*((str(place[0]), str(place[-1])) for place in NOT_YET), ("automations", "crm")]
    )


def test_an_editor_can_be_told_of_every_section() -> None:
    assert set(ModelFile.model_json_schema()["properties"]) == set(ModelFile.model_fields)
