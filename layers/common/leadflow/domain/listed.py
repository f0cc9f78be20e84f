"""The lists that a lead stands on: its segments, its label of each class, and its company."""

from typing import Final

from leadflow.domain.company import company
from leadflow.domain.state import State

ListName = str
"""What a list is called, as in segment:sales_ready, class:stage:customer, company:nordlys.example."""

_BETWEEN: Final = ":"


def of_segment(name: str) -> ListName:
    """The list of all who are in the segment."""
    return f"segment{_BETWEEN}{name}"


def of_label(name: str, label: str) -> ListName:
    """The list of all who have that label of the class."""
    return f"class{_BETWEEN}{name}{_BETWEEN}{label}"


def of_company(domain: str) -> ListName:
    """The list of all whose address is of the company."""
    return f"company{_BETWEEN}{domain}"


def listed(state: State) -> frozenset[ListName]:
    """The lists that the lead stands on, by its standing as it was published last.

    A key that has joined another is no lead of its own, and a visitor of whom nothing but a number is known, who goes
    by itself after a while, stands on none.
    """
    if state.kin.to is not None or state.lead.keys.anonymous:
        return frozenset()
    domain = company(state.lead.keys.email)
    return frozenset(
        (
            *map(of_segment, state.standing.segments),
            *(of_label(name, label) for name, label in state.standing.classes.items() if label is not None),
            *(() if domain is None else (of_company(domain),)),
        )
    )
