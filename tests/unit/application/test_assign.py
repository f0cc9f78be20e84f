"""Who gets a lead, rule by rule and time after time."""

from leadflow.application.assign import told
from leadflow.domain.activity import Kind
from leadflow.domain.fold import fold
from leadflow.domain.identity import Keys
from leadflow.domain.lead import Lead
from tests.models import MONDAY, did, later
from tests.unit.application.assigning import ANN, BO, CY, THREE, World, in_crm, policy


def test_leads_go_round_and_each_is_told_once_of_it() -> None:
    world = World()
    assert [world.gives(world.has(name)) for name in "abcd"] == [ANN, BO, CY, ANN]
    first = world.told()[0]
    assert (first.type, first.properties, first.at) == (Kind.SALES_ASSIGNED, {"owner": ANN}, MONDAY)
    assert first.lead == Keys(email="ada@fjordbank.example")
    assert len({each.id for each in world.told()}) == 4


def test_who_gets_it_is_the_same_however_often_it_is_asked() -> None:
    world = World()
    lead = world.has("a")
    assert {world.gives(lead, now=later(day)) for day in range(5)} == {ANN}
    assert len(set(map(repr, world.told()))) == 1
    assert world.gives(world.has("b")) == BO


def test_an_assignment_makes_its_owner_the_owner() -> None:
    world = World(policy(routing=[{"round_robin": [ANN]}]))
    world.gives(world.has("a"))
    [activity] = world.told()
    assert world.policy.keeps("crm.owner")
    assert fold(Lead(), [activity], world.policy, MONDAY).traits["owner"].value == ANN


def test_only_the_strongest_key_of_the_lead_is_stated() -> None:
    keys = Keys(email="a@b.example", user_id="7")
    assert told("n", keys, ANN, MONDAY).lead == Keys(email="a@b.example")
    assert told("n", Keys(), ANN, MONDAY).lead == Keys()


def test_whoever_has_the_lead_in_the_crm_keeps_it_and_nobody_is_told() -> None:
    world = World()
    assert world.gives(world.has("a", in_crm("dee@acme.example"))) == "dee@acme.example"
    assert world.told() == []
    assert world.gives(world.has("b")) == ANN


def test_a_lead_that_is_hot_again_stays_where_it_is_before_it_was_told_of_its_owner_too() -> None:
    world = World()
    lead = world.has("a")
    assert [world.gives(lead, version) for version in (1, 2, 3)] == [ANN, ANN, ANN]
    assert world.gives(world.has("a", in_crm(CY, later(1))), 4) == CY
    assert world.gives(world.has("b")) == BO


def test_where_nobody_acted_in_time_somebody_else_gets_it() -> None:
    world = World()
    lead = world.has("a")
    assert [world.gives(lead, 1), world.gives(lead, 2, "again"), world.gives(lead, 3, "again")] == [ANN, BO, CY]
    assert world.gives(lead, 4, "again") == ANN


def test_where_there_is_nobody_else_it_stays() -> None:
    world = World(policy(routing=[{"round_robin": [ANN]}]))
    lead = world.has("a")
    assert [world.gives(lead), world.gives(lead, 2, "again")] == [ANN, ANN]
    assert len(world.told()) == 1


def test_where_nobody_fits_nobody_gets_it_and_that_stays_so() -> None:
    world = World(policy(routing=[{"to": "{account.owner}"}]))
    lead = world.has("a")
    assert world.gives(lead) is None
    world.has("a", did("k", "identity.stated", traits={"account": {"owner": ANN}}))
    assert (world.gives(lead), world.gives(lead, 2)) == (None, ANN)


def test_a_lead_that_is_gone_is_given_to_nobody_but_what_was_decided_stays() -> None:
    world = World()
    lead = world.has("a")
    assert world.gives(lead) == ANN
    del world.leads.kept[lead]
    assert (world.gives(lead), world.gives(lead, 2)) == (ANN, None)


def test_an_automation_that_the_model_no_longer_has_says_nothing() -> None:
    world = World()
    assert world.gives(world.has("a"), calls="gone") == ANN


def test_one_company_is_one_persons() -> None:
    world = World(policy(routing=[{"by": "account"}, *THREE]))  # type: ignore[misc] # it is a list
    assert [world.gives(world.has(name)) for name in "ab"] == [ANN, ANN]
    assert world.gives(world.has("c", email="bo@nordlys.example")) == BO
    assert [world.gives(world.has(name, email=f"{name}@gmail.com")) for name in "de"] == [CY, ANN]


def test_who_has_a_lead_in_the_crm_gets_its_colleagues() -> None:
    world = World(policy(routing=[{"by": "account"}, *THREE]))  # type: ignore[misc] # it is a list
    assert [world.gives(world.has("a", in_crm("dee@acme.example"))), world.gives(world.has("b"))] == [
        "dee@acme.example"
    ] * 2
    assert len(world.told()) == 1


def test_whoever_has_as_many_leads_as_they_can_take_is_passed_over_for_30_days() -> None:
    world = World(policy(team={ANN: {"capacity": 1}, BO: {"capacity": 2}}))
    assert [world.gives(world.has(name)) for name in "abcdef"] == [ANN, BO, CY, BO, CY, CY]
    assert world.gives(world.has("g"), now=later(29)) == CY
    assert world.gives(world.has("h"), now=later(30)) == ANN


def test_where_all_are_full_the_leads_go_round_all_the_same() -> None:
    world = World(policy(team={each: {"capacity": 1} for each in (ANN, BO, CY)}))
    assert [world.gives(world.has(name)) for name in "abcdef"] == [ANN, BO, CY] * 2


def test_a_lead_that_goes_elsewhere_makes_room() -> None:
    world = World(policy(team={ANN: {"capacity": 1}}))
    lead = world.has("a")
    assert [world.gives(lead), world.gives(lead, 2, "again")] == [ANN, BO]
    assert [world.gives(world.has(name)) for name in "bc"] == [CY, ANN]


def test_in_observe_the_owner_is_decided_and_nobody_is_told() -> None:
    world = World(acting=False)
    assert world.gives(world.has("a")) == ANN
    assert world.told() == []
