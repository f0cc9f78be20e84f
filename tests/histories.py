"""What leads did: single acts and floods round one midnight, mail and its clicks, second thoughts and set-backs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.crm_fragments import CLAIMS, OPPORTUNITIES, PURCHASES, ROLL_UPS
from tests.drawing import Draw
from tests.fragments import (
    CLICKED_AFTER,
    DAY,
    DEEDS,
    EDGES,
    LABELS,
    LATE,
    LEADS,
    MIDNIGHTS,
    OFFSETS,
    PAGES,
    QUARRELS,
    RENEWALS,
    SECOND,
    SPANS,
    STEPS,
    TRAITS,
    Document,
)
from tests.oracle.clock import duration, instant, iso
from tests.oracle.matching import matches

Deed = tuple[str, Document]
SOURCES = ["site", "crm", "crm", "elsewhere", "nowhere"]
FIXED = ("occurred_at", "received_at", "machine")


@st.composite
def histories(drawn: st.DrawFn, model: Mapping[str, Any], leads: int = 1, *, moving: bool = False) -> list[Document]:
    """Activities of some leads: few ids, few instants, and most of them are some signal of the model.

    Unless `moving`, all versions of one id happened at one instant, and a machine made all of them or none.
    """
    draw = Draw(drawn)
    seen = [deed for deed in DEEDS if any(_is(signal, deed) for signal in model["signals"].values())]
    teller = _Teller(draw, draw.one(MIDNIGHTS), [seen, DEEDS], leads)
    mapped = model.get("crm", {}).get("fields", {})
    teller.claims = [CLAIMS[term] for term in mapped if term in CLAIMS]
    teller.sales = 1 + 6 * any(fact in str(model) for fact in ("'crm.opportunity_", "purchase"))
    history = [one for _ in range(1 + draw.upto(5)) for one in teller.told()]
    return history if moving else _settled(history)


def _is(signal: Mapping[str, Any], deed: Deed) -> bool:
    return matches(signal, {"type": deed[0], "properties": deed[1]})


def _settled(history: Sequence[Document]) -> list[Document]:
    firsts = {activity["id"]: activity for activity in reversed(history)}
    return [
        {name: value for name, value in activity.items() if name not in FIXED}
        | {name: value for name, value in firsts[activity["id"]].items() if name in FIXED}
        for activity in history
    ]


class _Teller:
    """Draws what one lead did at a time."""

    def __init__(self, draw: Draw, midnight: int, deeds: Sequence[Sequence[Deed]], leads: int) -> None:
        self.draw = draw
        self.midnight = midnight
        self.deeds = deeds
        self.leads = leads
        self.sales = 1  # how often to tell of them
        self.claims: Sequence[Sequence[Document]] = []  # about what the CRM's map names
        self.ids: list[str] = []

    def told(self) -> Iterator[Document]:
        who = self.draw.upto(self.leads - 1)
        deeds, others = [self.deed] * 4, [self.mail, self.mail, self.thought, self.set_back, self.quarrel]
        others += [self.sale] * self.sales + [self.quarrel] * 3 * bool(self.claims)
        for activity in self.draw.one([*deeds, *others])(who, self.midnight + self.draw.one(OFFSETS)):
            self.ids.append(activity["id"])
            yield activity

    def deed(self, who: int, start: int) -> Iterator[Document]:
        """One act, or a flood of its like, or of two in turn."""
        deed = self.fitting()
        count = self.draw.one([1, 1, 1, 1, 2, 12])
        step = self.draw.one(STEPS) if count > 1 else 0
        letters = "AB" if deed[0] == "email.clicked" else "abc"  # a click is one in every version of it
        letter, more = self.draw.one(letters), self.more(who)
        flag = {"machine": {"reason": "flagged"}} if self.draw.once_in(10) else {}
        other = self.fitting() if count > 1 else deed
        turns = [deed, other if "email.clicked" not in (deed[0], other[0]) else deed]
        for n in range(count):
            yield self.activity(f"{who}{letter}{n}", turns[n % 2], start + n * step, more | flag)

    def fitting(self) -> Deed:
        """A deed that is some signal of the model, more often than not, by an agent that some models know."""
        kind, properties = self.draw.one(self.draw.one([self.deeds[0], *self.deeds]) or DEEDS)
        return kind, properties | ({"user_agent": "Nice Bot/1.0"} if self.draw.once_in(12) else {})

    def mail(self, who: int, start: int) -> Iterator[Document]:
        """A message delivered, perhaps, and clicked, perhaps all at once."""
        name, more = self.draw.one(["m", "n"]), self.more(who)
        if self.draw.upto(3):
            yield self.activity(f"{who}{name}", ("email.delivered", {"message_id": name}), start, more)
        after = start + self.draw.one(CLICKED_AFTER)
        step = self.draw.one([600 * SECOND, 0, SECOND // 2, SECOND, SECOND - 1])
        count = self.draw.one([1, 2, 3, 3, 4, 33 if self.draw.once_in(5) else 1])
        any_page = count < 9 and self.draw.once_in(2)
        for n in range(count):
            url = self.draw.one(PAGES) if any_page else PAGES[n % 4]
            about = {"message_id": name} | ({} if url is None else {"url": url})
            yield self.activity(f"{who}{name}{n}", ("email.clicked", about), after + n * step, more)

    def thought(self, who: int, start: int) -> Iterator[Document]:
        """An activity, known or not, is taken back or given back."""
        about = self.draw.one(self.ids[-40:] if self.ids and self.draw.upto(3) else [f"{who}a0"])
        words = ["voided", "restored"] if self.draw.once_in(3) else [self.draw.one(["voided", "restored"])]
        for word in words:
            deed = (f"activity.{word}", {"activity": about})
            yield self.activity(f"{who}{word}{self.draw.upto(1)}", deed, start, self.more(who))

    def set_back(self, who: int, start: int) -> Iterator[Document]:
        stage = self.draw.one([*LABELS[:2], "nowhere", None])
        named = {} if stage is None else {"stage": stage}
        deed: Deed = ("sales.rejected", named)
        if stage is not None and self.draw.upto(1):
            deed = ("sales.called", {"set_back": stage})
        yield self.activity(f"{who}{deed[0]}{stage}", deed, start, self.more(who))

    def quarrel(self, who: int, start: int) -> Iterator[Document]:
        """Two sources that say another thing of one trait, at one instant or one after the other."""
        claims = self.draw.some(self.draw.one(self.claims or QUARRELS), 2, 2)
        sources, step = self.draw.some(["site", "crm", "elsewhere"], 2, 2), self.draw.one(STEPS)
        for n, (source, claim) in enumerate(zip(sources, claims, strict=True)):
            about = {"lead": LEADS[who][0], "source": source, "traits": claim}
            yield self.activity(f"{who}{n}", ("identity.stated", {}), start + n * step, about)

    def sale(self, who: int, start: int) -> Iterator[Document]:
        """Opportunities or purchases, told of one by one, by whomever, or so many at once that not all are kept."""
        kind, date, known = self.draw.one([("opportunity", "close_date", OPPORTUNITIES), ("purchase", "at", PURCHASES)])
        flood, at = self.draw.upto(3) if self.draw.once_in(4) else -1, start
        for n in range(1 + self.draw.upto(3)):
            which, at = self.draw.one(["7", "8", "9a"]), at + n * self.draw.one(STEPS)
            told = {which: self.draw.one(known) | ({date: self.date()} if self.draw.upto(1) else {})}
            if n == flood:
                told |= {f"{which}{other}": told[which] for other in range(self.draw.one([48, 49, 50, 52]))}
            rest = self.draw.one(ROLL_UPS) if self.draw.once_in(6) else {}
            plural = {"opportunity": "opportunities", "purchase": "purchases"}[kind]
            more = self.more(who) | {"traits": {f"crm.{plural}": told} | rest}
            yield self.activity(f"{who}s{which}{self.draw.upto(2)}", (f"crm.{kind}.changed", {}), at, more)

    def more(self, who: int) -> Document:
        """Who it was, who tells of it, how late, and what is known of the lead."""
        traits = self.renewal() if self.draw.once_in(5) else self.draw.one(TRAITS)
        about = {"lead": self.draw.one(LEADS[who]), "source": self.draw.one(SOURCES), "late": self.draw.one(LATE)}
        return about | ({"traits": traits} if traits else {})

    def renewal(self) -> Document:
        """A date near the midnight, alone or in a list."""
        text = self.date()
        return {"renewal": self.draw.one([text, ["none", text], [text, iso(self.midnight + 9 * DAY)]])}

    def date(self) -> str:
        """A date near the midnight, as some source writes it."""
        offset, form = self.draw.one(RENEWALS)
        at = datetime.fromtimestamp((self.midnight + offset) / SECOND, UTC)
        return form.format(day=at.date().isoformat(), time=at.replace(tzinfo=None).isoformat())

    def activity(self, name: str, deed: Deed, at: int, more: Document) -> Document:
        late = more.get("late")
        about = {key: value for key, value in more.items() if key != "late"}
        received = {} if late is None else {"received_at": iso(at + late)}
        return {"id": name, "type": deed[0], "occurred_at": iso(at), **received, "properties": deed[1], **about}


@st.composite
def instants(drawn: st.DrawFn, history: Sequence[Document], earliest: int) -> int:
    """An instant from `earliest` on, often right on the edge of a window that an activity began."""
    draw = Draw(drawn)
    edge = instant(draw.one(history[-40:])["occurred_at"])
    return max(earliest, edge + duration(draw.one([*EDGES, *SPANS])) + draw.one([0, 0, -1, 1]))
