"""Owners, and the pipelines that deals go through.

https://developers.hubspot.com/docs/api/crm/owners
https://developers.hubspot.com/docs/api/crm/pipelines
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadflow.domain.json import Json
from local.crm.exchange import Answered, Asked, Route, route, said
from local.crm.hubspot import errors, reading
from local.crm.hubspot.account import Account, Owner, written

PAGE = 500
PIPELINE = "default"


@dataclass(frozen=True, slots=True)
class People:
    """The API of owners and pipelines."""

    account: Account

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        return (
            route("GET", "/crm/v3/owners/", self.owners),
            route("GET", "/crm/v3/owners", self.owners),
            route("GET", "/crm/v3/owners/{id}", self.owner),
            route("GET", "/crm/v3/pipelines/{kind}", self.pipelines),
            route("GET", "/crm/v3/pipelines/{kind}/{id}", self.pipeline),
            route("GET", "/crm/v3/pipelines/{kind}/{id}/stages", self.stages),
        )

    def owners(self, asked: Asked) -> Answered:
        """A page of owners."""
        archived, email = reading.archived(asked), asked.parameters.get("email")
        every = sorted(self.account.owners.values(), key=lambda each: int(each.id))
        found = [(each.id, each) for each in every if each.archived == archived and email in (None, each.email)]
        page, more = reading.paged(asked, found, reading.limit(asked, PAGE, 100))
        return said(200, {"results": [self._shown(each) for each in page], **more})

    def owner(self, asked: Asked) -> Answered:
        """One owner, by its id or by that of its user."""
        identity, archived = asked.parts["id"], reading.archived(asked)
        by_user = asked.parameters.get("idProperty") == "userId"
        for each in self.account.owners.values():
            if identity == (str(each.user) if by_user else each.id) and each.archived == archived:
                return said(200, self._shown(each))
        raise errors.missing("owner", identity)

    def pipelines(self, asked: Asked) -> Answered:
        """All pipelines of a kind."""
        return said(200, {"results": [self._pipeline()] if reading.kind(asked).plural == "deals" else []})

    def pipeline(self, asked: Asked) -> Answered:
        """One pipeline."""
        self._known(asked)
        return said(200, self._pipeline())

    def stages(self, asked: Asked) -> Answered:
        """The stages of a pipeline."""
        self._known(asked)
        return said(200, {"results": self._stages()})

    def _known(self, asked: Asked) -> None:
        if (reading.kind(asked).plural, asked.parts["id"]) != ("deals", PIPELINE):
            raise errors.missing("pipeline", asked.parts["id"])

    def _pipeline(self) -> Json:
        return {
            "id": PIPELINE,
            "label": "Sales Pipeline",
            "displayOrder": 0,
            "stages": self._stages(),
            **self._times(),
        }

    def _stages(self) -> Sequence[Json]:
        return [
            {
                "id": stage,
                "label": label,
                "displayOrder": place,
                "metadata": {"isClosed": str(chance in ("1.0", "0.0")).lower(), "probability": chance},
                **self._times(),
            }
            for place, (stage, (label, chance)) in enumerate(self.account.stages.items())
        ]

    def _shown(self, owner: Owner) -> Json:
        return {
            "id": owner.id,
            "email": owner.email,
            "type": "PERSON",
            "firstName": owner.first,
            "lastName": owner.last,
            "userId": None if owner.archived else owner.user,
            "userIdIncludingInactive": owner.user,
            "teams": [],
            **self._times(),
            "archived": owner.archived,
        }

    def _times(self) -> dict[str, Json]:
        at = written(self.account.now())
        return {"createdAt": at, "updatedAt": at, "archived": False}
