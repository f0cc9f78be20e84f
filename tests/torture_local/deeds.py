"""What people do that senders tell of: each deed is the activity that is to be in the timeline, once."""

from random import Random

from tests.fragments import SECOND, Document
from tests.oracle.clock import iso

PAGES = ("pricing", "pricing/teams", "guides/buyers", "guides/security", "guides/start", "about", "blog/one")
TITLES = ("CTO", "Head of Sales", "Clerk", "Student")
STAGES = ("lead", "opportunity", "customer")

RARE = 25
"""One mail in so many comes back; one event in so many is about an address that is none."""


class Deeds:
    """Deeds of so many people, each under a mark of its own and at a second of its own from an instant on."""

    def __init__(self, random: Random, people: int, since: int) -> None:
        self._random, self._people, self._since = random, people, since
        self._count = 0

    def clicked(self) -> Document:
        """A mail that was clicked or came back."""
        if self._random.randrange(RARE) == 0:
            return self._did("email.bounced", {"email": self._email()}, {"bounce": "hard"})
        return self._did("email.clicked", {"email": self._email()}, {"url": self._page()})

    def listed(self) -> Document:
        """The same, of a list in which some addresses are none."""
        deed = self.clicked()
        return {**deed, "lead": {}} if self._random.randrange(RARE) == 0 else deed

    def surfed(self) -> Document:
        """A page that a visitor saw, known or not, or what the visitor says who that is."""
        who = self._random.randrange(self._people)
        keys = {"user_id": f"user-{who}", "anonymous_id": f"visitor-{who}"}
        if self._random.randrange(6) == 0:
            return self._did("identity.stated", {"email": email(who), **keys}, {}, {"name": f"Lead {who}"})
        return self._did("page.viewed", {"anonymous_id": keys["anonymous_id"]}, {"url": self._page()})

    def wrote(self) -> Document:
        """The contact form, filled in."""
        return self._did("form.submitted", {"email": self._email()}, {"form": "contact"}, self._title())

    def asked(self) -> Document:
        """The form that asks for a demo."""
        return self._did("form.submitted", {"email": self._email()}, {"form": "demo"}, self._title())

    def noted(self) -> Document:
        """What the CRM notes of one of its contacts: the stage, or the address, by which it is a lead that is known."""
        who = self._random.randrange(self._people)
        record = {"crm_id": str(5000 + who)}
        if self._random.randrange(4) == 0:
            return self._did("crm.contact.changed", {"email": email(who), **record}, {"changed": "email"})
        stage = self._random.choice(STAGES)
        told = {"changed": "lifecyclestage", "stage": stage}
        return self._did("crm.contact.changed", record, told, {"crm.stage": stage})

    def signed_in(self) -> Document:
        """A login to the product."""
        plan = self._random.choice(("trial", "pro"))
        return self._did("product.login", {"email": self._email()}, {"plan": plan})

    def _did(self, kind: str, lead: Document, properties: Document, traits: Document | None = None) -> Document:
        self._count += 1
        at = iso(self._since + self._count * SECOND)
        told = {"type": kind, "occurred_at": at, "lead": lead, "properties": properties, "traits": traits or {}}
        return {"id": f"mark-{self._count:06}", **told}

    def _email(self) -> str:
        return email(self._random.randrange(self._people))

    def _page(self) -> str:
        return f"https://www.acme.example/{self._random.choice(PAGES)}"

    def _title(self) -> Document:
        return {"title": self._random.choice(TITLES)}


def email(who: int) -> str:
    """The address of one of the people."""
    return f"lead{who}@people.example"
