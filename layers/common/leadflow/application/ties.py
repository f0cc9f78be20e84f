"""Which keys were ever stated together, directly or not: only among those can one turn out to be another's."""

from array import array


class Ties:
    """Keys by number, from 0 on, and which of them are tied to each other. A key takes 8 bytes."""

    def __init__(self) -> None:
        self._up = array("q")

    def tie(self, one: int, other: int) -> None:
        """Note that both were stated together."""
        first, second = sorted((self.clan(one), self.clan(other)))
        self._up[second] = first

    def clan(self, key: int) -> int:
        """The smallest number that this key is tied to by any number of others, or its own."""
        self._up.extend(range(len(self._up), key + 1))
        while self._up[key] != key:
            self._up[key] = self._up[self._up[key]]
            key = self._up[key]
        return key
