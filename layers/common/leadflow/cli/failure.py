"""How a command ends when it cannot do what it is asked to."""


class Failure(Exception):
    """The command ends with this one message and this exit code: 1 the answer is no, 2 wrong usage."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code
