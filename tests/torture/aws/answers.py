"""What AWS answers where it does not do what it was asked."""

from tests.fragments import Document


class Refused(Exception):
    """An error of AWS's, by its code; `more` stands beside its message."""

    def __init__(self, code: str, message: str = "", status: int = 400, more: Document | None = None) -> None:
        super().__init__(code)
        self.code, self.status = code, status
        self.body: Document = {"__type": f"com.amazonaws#{code}", "message": message, **(more or {})}


def conditional(item: Document | None, *, shown: bool) -> Refused:
    """A condition that did not hold."""
    more = {"Item": item} if shown and item is not None else {}
    return Refused("ConditionalCheckFailedException", "The conditional request failed", more=more)


def canceled(reasons: list[Document]) -> Refused:
    """A transaction of which something could not be done."""
    codes = ", ".join(each["Code"] for each in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return Refused("TransactionCanceledException", message, more={"Message": message, "CancellationReasons": reasons})
