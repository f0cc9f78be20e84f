"""What happens in a world: who does what, and when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from leadflow.domain.identity import digest
from tests.fragments import DAY, HOUR, SECOND, Document
from tests.torture import traffic
from tests.torture.deploying import deploy, rescore
from tests.torture.outside import Made, Webhook
from tests.torture.world import START, World

MINUTE = 60 * SECOND
ADA, BO, CY = "ada@a.example", "bo@b.example", "cy@c.example"


@dataclass(frozen=True)
class Scenario:
    """`before` is lived through without any fault, then `then`; looked at so long after the beginning."""

    then: Callable[["Play"], None]
    before: Callable[["Play"], None] = lambda _: None
    lasts: int = 8 * HOUR
    skews: tuple[int, ...] = (0,)


@dataclass
class Play:
    """A world, and the instant from which on things are to happen in it."""

    world: World
    start: int = START

    def app(self, after: int, name: str, kind: str, occurred: int = 0, **data: object) -> None:
        """The app tells of one activity so long after the start."""
        made = traffic.app(name, kind, self.start + after + occurred, **data)
        self.webhook(after, made, digest("app", name))

    def site(self, after: int, *messages: Document) -> None:
        """The site tells of several."""
        self.webhook(after, traffic.site(*messages), *(digest("site", each["messageId"]) for each in messages))

    def webhook(self, after: int, made: Made, *ids: str, expected: int = 200) -> None:
        self.world.senders.waiting.append(Webhook(self.start + after, made, ids, expected))

    def does(self, after: int, deed: Callable[[], object]) -> None:
        self.world.operator.waiting.append((self.start + after, deed))

    def puts(self, after: int, *activities: Document, **more: object) -> None:
        """A command puts these into the queue."""
        body = traffic.message(activities, **more)
        self.does(after, partial(self.world.cloud.sqs.put, self.world.intake, body))


def click(play: Play) -> None:
    play.app(0, "click-1", "email.clicked", email=ADA)


def next_click(play: Play) -> None:
    play.app(0, "click-2", "email.clicked", email=ADA)


def form(play: Play) -> None:
    play.app(0, "form-1", "form.submitted", email=ADA)


def unread(play: Play) -> None:
    """Somebody becomes somebody of whom sales is to hear, and nobody reads the news yet."""
    play.world.stream.shut = True
    stated = traffic.activity("i", "identity.stated", play.start, {"email": ADA}, traits={"title": "ceo"})
    play.puts(0, stated)


def reacting(play: Play) -> None:
    play.world.stream.shut = False


def dark(play: Play) -> None:
    """The queues do not answer for an hour, until the stream gives up; then somebody sends again what was not told."""
    world = play.world
    world.stream.shut = False
    world.plan.down["sqs"] = play.start + HOUR
    play.app(MINUTE, "click-1", "email.clicked", email=BO)
    play.does(2 * HOUR, world.redrive)


def noted(play: Play) -> None:
    """Sales is to be told of somebody, and nobody is there yet to do it."""
    play.world.telling.shut = True
    stated = traffic.activity("i", "identity.stated", play.start, {"email": ADA}, traits={"title": "ceo"})
    play.puts(0, stated)


def telling(play: Play) -> None:
    play.world.telling.shut = False


def twice(play: Play) -> None:
    """What is to be told lies in the queue twice, as the queue may have it."""
    world = play.world
    world.telling.shut = False
    for each in list(world.actions.messages):
        world.cloud.sqs.put(world.actions, each.body)


def batch(play: Play) -> None:
    """Two leads, one of them twice, and one who has no name."""
    at = play.start
    play.site(
        0,
        traffic.page("p1", at, traits={"email": ADA}, anonymousId="x"),
        traffic.identify("p2", at, userId="u1", traits={"email": BO}),
        traffic.page("p3", at - HOUR, traits={"email": ADA}),
        {"type": "page", "messageId": "p4", "timestamp": "2026-03-02T09:00:00Z"},
    )


def race(play: Play) -> None:
    """One lead, three messages at once."""
    for number in range(3):
        play.puts(0, traffic.activity(f"r{number}", "email.clicked", play.start - number, {"email": ADA}))


def joining(play: Play) -> None:
    """A visitor says who it is, and goes on as both."""
    play.puts(0, traffic.activity("f", "form.submitted", play.start, {"email": ADA, "anonymous_id": "x"}))


def known(play: Play) -> None:
    """Somebody with a name of the product's own is ready."""
    play.puts(0, traffic.activity("f", "form.submitted", play.start, {"user_id": "u1"}))


def named(play: Play) -> None:
    """The product's user has an address."""
    play.puts(0, traffic.activity("l", "product.login", play.start, {"email": ADA, "user_id": "u1"}))


def soon(play: Play) -> None:
    """Something stops to be so half a minute later."""
    play.puts(0, traffic.activity("p", "page.viewed", play.start - 9 * MINUTE - 30 * SECOND, {"email": ADA}))


def visiting(play: Play) -> None:
    play.puts(0, traffic.activity("v", "page.viewed", play.start, {"anonymous_id": "x"}))


def family(play: Play) -> None:
    """A record has an address, another record is merged into it, and its user leaves again."""
    at = play.start
    contact = traffic.activity("c", "identity.stated", at, {"email": ADA, "crm_id": "7"})
    login = traffic.activity("l", "product.login", at + 1, {"crm_id": "8", "user_id": "u1"})
    merger = traffic.activity("m", "crm.contact.merged", at + 2, {"crm_id": "8"}, properties={"into": "7"})
    parted = {"kind": "user_id", "key": "u1"}
    split = traffic.activity("s", "identity.split", at + 3, {"crm_id": "8"}, properties=parted)
    for place, each in enumerate((contact, login, merger, split)):
        play.puts(place * 2 * MINUTE, each)


def waking(play: Play) -> None:
    """The click of the beginning is two days old by and by."""
    play.does(0, lambda: None)


def voiding(play: Play) -> None:
    """What the lead did is taken back, given back, and taken back once more by an older word that comes late."""
    at = play.start
    for place, (name, kind, ago) in enumerate((("w1", "voided", 0), ("w2", "restored", 0), ("w3", "voided", HOUR))):
        properties = {"activity": digest("app", "form-1"), "reason": "a test"}
        word = traffic.activity(
            name, f"activity.{kind}", at + place * MINUTE - ago, {"email": ADA}, properties=properties
        )
        play.puts(place * MINUTE, word)


def poison(play: Play) -> None:
    """In one message what cannot be kept, what can be of the same lead, and of another one."""
    at = play.start
    spoiled = traffic.activity("poison", "email.clicked", at, {"email": ADA})
    good = [traffic.activity(f"g{who}", "email.clicked", at, {"email": who}) for who in (ADA, BO)]
    play.puts(0, spoiled, *good)
    play.puts(0, traffic.activity("g2", "page.viewed", at, {"email": CY}))


def junk(play: Play) -> None:
    """What is forged, stale, unreadable or too large, and a good one in between."""
    at = play.start
    play.webhook(0, traffic.forged("j1", at), expected=401)
    play.webhook(0, traffic.stale("j2", at), expected=401)
    play.webhook(0, traffic.unreadable(), expected=400)
    play.webhook(0, traffic.oversized(), expected=413)
    play.app(0, "click-1", "email.clicked", email=ADA)
    play.does(0, partial(play.world.cloud.sqs.put, play.world.intake, "no JSON"))
    play.puts(0, {"id": "poison", "lead": {"email": BO}}, traffic.activity("good", "email.clicked", at, {"email": BO}))


def late(play: Play) -> None:
    """What happened days ago comes late, in no order and twice; and something from tomorrow."""
    for name, days in (("d1", -1), ("d6", -6), ("d3", -3), ("d1", -1), ("d9", -9), ("d0", 1)):
        play.app(0, name, "email.clicked", occurred=days * DAY, email=ADA)
    play.app(MINUTE, "old", "form.submitted", occurred=-3 * DAY, email=ADA)
    play.app(2 * MINUTE, "d3", "email.clicked", occurred=-3 * DAY - 2 * MINUTE, email=ADA)


def again(play: Play) -> None:
    """Ready once, not any more, and ready again before the pause is over."""
    play.app(3 * DAY, "form-2", "form.submitted", email=ADA)


def changing(play: Play) -> None:
    """The model is changed, all leads are judged by it, and somebody goes on meanwhile."""
    world = play.world
    play.does(0, partial(deploy, world))
    play.app(SECOND, "page-2", "page.viewed", email=ADA)
    play.does(2 * SECOND, partial(rescore, world))
    play.app(2 * SECOND, "page-3", "page.viewed", email=BO)


def pages(play: Play) -> None:
    play.app(0, "page-1", "page.viewed", email=ADA)
    play.app(0, "form-1", "form.submitted", occurred=-12 * DAY, email=BO)


SCENARIOS: Mapping[str, Scenario] = {
    "click": Scenario(next_click, click),
    "first": Scenario(click),
    "form": Scenario(form),
    "early": Scenario(form, skews=(-100 * SECOND, -100 * SECOND, 100 * SECOND)),
    "reacting": Scenario(reacting, unread),
    "dark": Scenario(dark, unread),
    "telling": Scenario(telling, noted),
    "twice": Scenario(twice, noted),
    "batch": Scenario(batch),
    "race": Scenario(race, click),
    "joining": Scenario(joining, visiting),
    "named": Scenario(named, known),
    "soon": Scenario(soon),
    "family": Scenario(family),
    "waking": Scenario(waking, click, lasts=2 * DAY + 8 * HOUR),
    "voiding": Scenario(voiding, form),
    "poison": Scenario(poison),
    "junk": Scenario(junk, click),
    "late": Scenario(late, lasts=DAY + 8 * HOUR, skews=(0, 100 * SECOND, -100 * SECOND)),
    "again": Scenario(again, form, lasts=4 * DAY),
    "changing": Scenario(changing, pages),
}
