"""The company of an address: as much of the rule as the addresses need that random leads have."""

ANYBODY = {"gmail.com", "mailinator.com"}
SUFFIXES = {"co.uk", "com", "example"}
ROLES = {"info", "sales", "support"}


def domain(address: str) -> str | None:
    """The part below the public suffix; none where anybody can have an address."""
    labels = address.partition("@")[2].split(".")
    for start in range(1, len(labels)):
        if ".".join(labels[start:]) in SUFFIXES:
            found = ".".join(labels[start - 1 :])
            return None if found in ANYBODY else found
    return None


def role(address: str) -> bool:
    """Whether the address belongs to a task."""
    return address.partition("@")[0].partition("+")[0] in ROLES
