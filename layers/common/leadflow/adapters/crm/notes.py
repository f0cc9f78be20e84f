"""What a task in a CRM says: why it is there, and by which mark it is known again."""

from html import escape

from leadflow.adapters.mail.text import body
from leadflow.application.crm_out import Order


def plain(order: Order) -> str:
    """The reasons as lines of text."""
    return f"{body(order.message).rstrip()}\n{marked(order.mark)}"


def markup(order: Order) -> str:
    """The same as HTML, in which nothing is markup but the ends of lines."""
    return escape(plain(order)).replace("\n", "<br>")


def marked(mark: str) -> str:
    """How the mark is written."""
    return f"leadflow:{mark}"
