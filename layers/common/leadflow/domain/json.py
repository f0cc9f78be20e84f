"""What JSON can hold, typed."""

from collections.abc import Mapping, Sequence

Scalar = str | int | float | bool
Json = Scalar | None | Sequence["Json"] | Mapping[str, "Json"]
