"""`replay` knows who is who: each lead has done what the oracle says, and who has one key only is judged as ever."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leadflow.adapters.spool import Spool
from leadflow.application.clan import Clan, stated
from leadflow.application.lives import lives
from leadflow.application.replay import Course, by_name
from leadflow.application.replay import replay as replayed
from leadflow.domain.activity import Activity
from leadflow.domain.identity import Key, Keys
from leadflow.domain.instant import Instant, parse
from tests import oracle
from tests.fragments import Document
from tests.laws.cases import Case, cases, law, shuffled
from tests.laws.family import END, MODEL, START, histories
from tests.laws.product import Product, read
from tests.laws.test_identity import by_owner
from tests.replaying import printed

LEADS = 3
FAMILY = Product.of(MODEL).model
SEEDS = st.integers(0, 2**16)


def replay(history: list[Document], at: int, *, transitions: bool = True) -> tuple[list[Document], list[Document]]:
    """What is told of the leads, and what of changes."""
    lines = printed(replayed(FAMILY, read(history), Instant(at), transitions=transitions))
    return (
        [line for line in lines if "transition" not in line],
        [line for line in lines if "transition" in line],
    )


@law(300)
@given(histories(), st.integers(START, END))
def test_every_lead_is_the_oracle_s_at_any_instant(history: list[Document], at: int) -> None:
    leads, _ = replay(history, at)
    known = [activity for activity in history if parse(activity["occurred_at"]) <= at]
    expected = [
        {"lead": name, **oracle.evaluate(MODEL, deeds, at)}
        for (_, name), deeds in sorted(by_owner(known).items(), key=lambda each: by_name(each[0]))
    ]
    for line in leads:
        del line["valid_until"]
    assert leads == expected


@law(75)
@given(histories(), SEEDS)
def test_neither_the_order_of_the_file_nor_repetition_matters(history: list[Document], seed: int) -> None:
    assert replay(shuffled(history, seed), END) == replay(history, END)


@law(75)
@given(histories())
def test_changes_are_told_in_the_order_of_time_and_of_leads_that_are_told(history: list[Document]) -> None:
    leads, changes = replay(history, END)
    assert [each["at"] for each in changes] == sorted(each["at"] for each in changes)
    assert {each["lead"] for each in changes} <= {each["lead"] for each in leads}


@law(100)
@given(histories())
def test_leads_are_the_same_where_transitions_are_not_printed(history: list[Document]) -> None:
    (quiet, nothing), (loud, _) = (replay(history, END, transitions=each) for each in (False, True))
    for line in [*quiet, *loud]:
        del line["valid_until"]
    assert (quiet, nothing) == (loud, [])


@law(50)
@given(histories())
def test_a_spool_holds_the_same_clans(history: list[Document]) -> None:
    course = Course(FAMILY, Instant(END))
    with Spool.opened() as spool:
        for each in read(history):
            for pair in stated(each, FAMILY):
                spool.tie(*pair)
        spool.add(read(history))
        alone = [(key, course.of(key[1], done)) for key, done in spool.leads(course.end)]
        found = [*alone, *(each for clan in spool.clans(course.end) for each in course.clan(clan))]
        lines = printed(each for _, each in sorted(found, key=lambda each: by_name(each[0])))
    assert lines == printed(replayed(FAMILY, read(history), Instant(END)))


@law(50)
@given(cases(LEADS))
def test_what_states_one_key_is_the_same_by_either_way(case: Case) -> None:
    course = Course(Product.of(case.model).model, Instant(case.instants[-1]))
    for key, done in by_key(case.history).items():
        heard = [each for each in done if not course.model.ignored.matches(each)]
        mine = [course.of(key[1], heard)] if heard else []
        found = [course._replayed(life) for life in lives(Clan({key: heard}, heard), course.model, course.end)]
        assert printed(found) == printed(mine)


def by_key(history: Sequence[Document]) -> dict[Key, list[Activity]]:
    """What was done under each key, oldest first, as if no other key had been stated."""
    found: dict[Key, list[Activity]] = defaultdict(list)
    for each in sorted(read(history), key=lambda each: each.at):
        for kind, name in each.lead.all[:1]:
            found[kind, name].append(replace(each, lead=Keys(**{kind: name})))
    return found
