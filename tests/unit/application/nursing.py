"""A desk that puts leads on a track, with a tool that does what a test asks of it, and a lead that hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from leadflow.application.channel import OutboundRequest, Reply
from leadflow.application.circuit import Line
from leadflow.application.deliver import Desk
from leadflow.application.doors import Doors
from leadflow.application.nurture import Nurture
from leadflow.application.once import Delivery
from leadflow.application.ports import OutsideDown, Parcel
from leadflow.application.tool import Ask, Wish
from leadflow.domain.activity import Activity
from leadflow.domain.automation import Automation, Change, Enrol, Trigger, Withdraw
from leadflow.domain.errand import Errand
from leadflow.domain.fold import fold
from leadflow.domain.instant import MINUTE, Duration, Instant
from leadflow.domain.news import News
from leadflow.domain.track import Track
from leadflow.domain.transition import Cause, Transition
from tests.fakes import MemoryEndpoints
from tests.memberships import MemoryMemberships
from tests.unit.channels.matters import ADA, MODEL, NOW, news
from tests.unit.delivering import World

NURTURE = Automation("nurture", Trigger(Change.ENTERED, "silent"), (Enrol("reawaken"),))
LEAVE = Automation("leave", Trigger(Change.LEFT, "silent"), (Withdraw("reawaken"),))
POLICY = replace(
    MODEL,
    automations={"nurture": NURTURE, "leave": LEAVE},
    tracks={"reawaken": Track("reawaken", "brevo", "brevo", "12")},
)


def told(minute: int, *, enters: bool = True, back: bool = False) -> News:
    """The lead entered or left the segment in that minute; `back`: what was done when it entered was wrong."""
    change, calls = (Change.ENTERED, "nurture") if enters else (Change.LEFT, "leave")
    at = Instant(NOW - 30 * MINUTE + minute * MINUTE)
    called, taken = ((), ("nurture",)) if back else ((calls,), ())
    transition = Transition(change, "silent", None, at, Cause.TIME, calls=called, takes_back=taken)
    return replace(news(transition), version=minute)


@dataclass
class Nursery(World):
    """`wished` is what the tool has taken, or may have; `heard` what the lead was told."""

    wished: list[Wish] = field(default_factory=list)
    heard: list[Activity] = field(default_factory=list)
    memberships: MemoryMemberships = field(default_factory=MemoryMemberships)
    endpoints: MemoryEndpoints = field(default_factory=MemoryEndpoints)
    deaf: int = 0

    def tell(self, wish: Wish, ask: Ask) -> None:
        self.wished.append(wish)
        ask(OutboundRequest("https://api.brevo.com", b"", {}, frozenset()), self.read)

    def post(self, request: OutboundRequest) -> Reply:
        return Reply(200, {}, b"{}")

    def send(self, parcels: Sequence[Parcel], delay: Duration = Duration(0)) -> None:
        """As the queue `intake`, of which the lead hears at once; the next `deaf` times it does not answer."""
        if self.deaf:
            self.deaf -= 1
            raise OutsideDown
        found = [activity for parcel in parcels for activity in parcel.activities]
        self.heard += found
        self.hear(*found)

    def waiting(self) -> int:
        return 0

    def hear(self, *activities: Activity) -> None:
        state = self.leads.kept[ADA]
        self.leads.kept[ADA] = replace(state, lead=fold(state.lead, activities, POLICY, NOW))

    def nurture(self) -> Nurture:
        doors = Doors(self, self.endpoints)
        return Nurture(POLICY, self.memberships, doors, lambda _: self, Line(self.circuits, self.post), self)

    def nursing(self) -> Desk:
        """One more worker."""
        nurture = self.nurture()
        return replace(self.desk(POLICY), deeds={Enrol: nurture, Withdraw: nurture})

    def hand(self, about: News, now: Instant = NOW) -> Delivery:
        """Give a worker the errand that follows from the news."""
        self.outbox.put(about)
        name = about.transition.sets_off[0]
        return self.nursing().deliver(Errand(ADA, about.id, name, 0), "letter", now)

    @property
    def wishes(self) -> list[bool]:
        """What the tool was told, in its wish: to put the lead on, or to take it off."""
        return [wish.enrol for wish in self.wished]
