"""What is told to the lists where keys join or part: all that changes where a lead stands without being news itself."""

from leadflow.domain.automation import Change
from leadflow.domain.identity import LeadId
from leadflow.domain.news import News
from tests.models import later
from tests.unit.application.joining import ADA, ADA_HAS_X, NOW, PAGE, Town, id_of, parted, said
from tests.unit.application.workbench import told

FORMS = [said(f"f{number}", "form.submitted", user_id="u1") for number in range(2)]
TIE = said("tie", email=ADA, user_id="u1")
U1, ADAS = id_of("user_id", "u1"), id_of("email", ADA)


def moved(town: Town) -> list[News]:
    return [each for each in town.leads.outbox.kept.values() if each.transition.change is Change.MOVED]


def movers(town: Town) -> set[LeadId]:
    return {each.lead for each in moved(town)}


def test_a_lead_that_becomes_part_of_another_is_told_of_and_so_is_the_other() -> None:
    town = Town().hear(*FORMS, TIE)
    assert set(town.at("email", ADA).standing.segments) == {"warm"}
    assert movers(town) == {U1, ADAS}
    assert all(each.version == town.leads.kept[each.lead].version for each in moved(town) if each.lead == U1)


def test_that_nobody_hears_of_it_is_no_transition() -> None:
    town = Town().hear(*FORMS)
    assert town.run(told(TIE), now=NOW).transitions == 0
    assert not any(each.transition.sets_off for each in moved(town))


def test_a_visitor_that_becomes_known_moves_nobody() -> None:
    town = Town().hear(PAGE, ADA_HAS_X)
    assert moved(town) == []


def test_a_key_that_leaves_a_lead_is_told_of_and_so_is_whom_it_leaves() -> None:
    town = Town().hear(*FORMS, TIE)
    before = {each.id for each in moved(town)}
    town.hear(parted("split", "user_id", "u1", later(3)))
    assert town.alone("user_id", "u1")
    news = [each for each in town.leads.outbox.kept.values() if each.id not in before]
    assert {U1, ADAS} <= {each.lead for each in news}
