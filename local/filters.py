"""Which records of a stream a mapping's filter lets through, by the rules that Lambda documents.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
"""

from collections.abc import Mapping, Sequence

from leadflow.domain.json import Json


class NotSupported(Exception):
    """The pattern uses a rule that is not understood here, or that never matches on AWS."""


def matches(pattern: Mapping[str, Json], record: Json) -> bool:
    """Whether the record has all that the pattern asks for. Raises NotSupported."""
    values = record if isinstance(record, Mapping) else {}
    return all(_holds(wanted, values.get(key)) for key, wanted in pattern.items())


def _holds(wanted: Json, value: Json) -> bool:
    if isinstance(wanted, Mapping):
        return matches(wanted, value)
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return any(_fits(rule, value) for rule in wanted)
    raise NotSupported(f"a pattern's leaf is a list of rules, not {wanted!r}")


def _fits(rule: Json, value: Json) -> bool:
    match rule:
        case {"exists": bool() as wanted}:
            return (value is not None) == wanted
        case {"prefix": str() as start}:
            return isinstance(value, str) and value.startswith(start)
        case Mapping():
            # `numeric` among them: a number of DynamoDB is a text there, which no numeric rule matches.
            raise NotSupported(f"{rule} is no rule that works on a stream's records")
        case _:
            return value == rule
