"""Whether an activity is a signal: types, globs, number words and the rule of the url."""

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]  # parsed YAML or JSON, as it is: the product's types must not be known here

BUILT_IN: Mapping[str, Document] = {
    "interaction": {
        "activity": [
            "email.clicked",
            "email.replied",
            "form.submitted",
            "page.viewed",
            "asset.downloaded",
            "video.watched",
            "search.performed",
            "meeting.booked",
            "event.attended",
            "social.engaged",
            "product.*",
        ]
    },
    "touch": {"activity": "email.delivered"},
    "sales_touch": {"activity": ["sales.called", "sales.emailed", "sales.met"]},
}
NUMBER_WORDS = ("at_least", "at_most", "above", "below", "from", "to")


def signals(model: Document) -> Mapping[str, Document]:
    """All signals of the model: its own in their order, then the built-in ones."""
    return {**model.get("signals", {}), **BUILT_IN}


def matches(signal: Document, activity: Document) -> bool:
    """Whether the activity is the signal; without the property that `per` names it is not."""
    if "visit" in signal:
        return False
    per = signal.get("per")
    if per not in (None, "day") and (prop(activity, per) is None or isinstance(prop(activity, per), Mapping)):
        return False
    return any(_item(item, activity) for item in signal.get("any", [signal]))


def _item(item: Document, activity: Document) -> bool:
    types = item["activity"] if isinstance(item["activity"], list) else [item["activity"]]
    return any(glob(pattern, activity["type"]) for pattern in types) and where(item.get("where", {}), activity)


def ignored(model: Document, activity: Document) -> bool:
    """Whether the model says that nobody is to hear of the activity; its address is compared as it was cleaned."""
    for one in model.get("ignore", []):
        if "email" in one and like(one["email"], (activity["lead"].get("email") or "").strip().lower()):
            return True
        if "ip" in one and like(one["ip"], activity.get("properties", {}).get("ip")):
            return True
        if "where" in one and where(one["where"], activity):
            return True
    return False


def where(tests: Document, activity: Document) -> bool:
    """Whether all these properties are as they have to be; one that is absent or null never is."""
    found = {name: prop(activity, name) for name in tests}
    return all(found[name] is not None and _value(name, wanted, found[name]) for name, wanted in tests.items())


def prop(activity: Document, name: str) -> object:
    """The property of exactly that name, else the one that the dotted name leads to through objects."""
    properties = activity.get("properties", {})
    if properties.get(name) is not None:
        return properties[name]
    first, dot, rest = name.partition(".")
    inner = properties.get(first)
    return _deeper(inner, rest) if dot else None


def _deeper(inside: object, path: str) -> object:
    name, dot, rest = path.partition(".")
    if not isinstance(inside, Mapping):
        return None
    return _deeper(inside.get(name), rest) if dot else inside.get(name)


def _value(name: str, wanted: object, value: object) -> bool:
    if isinstance(wanted, list):
        return any(_value(name, one, value) for one in wanted)
    if isinstance(value, list):
        return any(_value(name, wanted, one) for one in value)
    if isinstance(wanted, Mapping):
        return in_words(wanted, number(value))
    if isinstance(wanted, str):
        return isinstance(value, str) and glob(wanted, address(value, wanted) if name == "url" else value)
    return same(wanted, value)


def address(url: str, pattern: str) -> str:
    """Host and path, and the query only for a pattern with a `?`."""
    place, _, query = url.partition("#")[0].partition("?")
    _, scheme, rest = place.partition("://")
    host, slash, path = (rest if scheme else place).partition("/")
    host = host.rpartition("@")[2].partition(":")[0].lower()
    return host + slash + path + (f"?{query}" if "?" in pattern and query else "")


def same(wanted: object, value: object) -> bool:
    """Equal as case-folded text, as numbers (numeric text is its number) or as booleans; a list is any-of."""
    if isinstance(wanted, list):
        return any(same(one, value) for one in wanted)
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if isinstance(wanted, str) and isinstance(value, str):
        return wanted.casefold() == value.casefold()
    return number(wanted) is not None and number(wanted) == number(value)


def like(patterns: str | Sequence[str], value: object) -> bool:
    """Whether the text fits one of the globs."""
    some = [patterns] if isinstance(patterns, str) else patterns
    return isinstance(value, str) and any(glob(pattern, value) for pattern in some)


def glob(pattern: str, text: str) -> bool:
    """Only `*` is special, and case is not seen."""
    return _fits(pattern.casefold().split("*"), text.casefold())


def _fits(parts: Sequence[str], text: str) -> bool:
    first, *rest = parts
    if not rest:
        return text == first
    if not text.startswith(first):
        return False
    tail = text[len(first) :]
    return any(_fits(rest, tail[start:]) for start in range(len(tail) + 1))


def number(value: object) -> float | None:
    """The number, also of a text that writes one; a boolean is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "", 1).isdecimal():
        return float(value)
    return None


def in_words(words: Document, value: float | None) -> bool:
    """Whether all the number words hold of the value; nothing holds of none."""
    if value is None:
        return False
    tests = {
        "at_least": lambda x: value >= x,
        "from": lambda x: value >= x,
        "at_most": lambda x: value <= x,
        "to": lambda x: value <= x,
        "above": lambda x: value > x,
        "below": lambda x: value < x,
    }
    return all(tests[word](words[word]) for word in NUMBER_WORDS if word in words)
