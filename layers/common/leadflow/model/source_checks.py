"""Whether sources say what their kind of sender needs, and nothing that it does not take."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from leadflow.domain.activity import KINDS, is_kind
from leadflow.domain.instant import MINUTE, Duration
from leadflow.domain.sender import Kinds, Trust, Words
from leadflow.model.grammar import ModelFile
from leadflow.model.mistakes import Lines, Mistake, instead, mistake
from leadflow.model.sources import SourceSentence

_EVERY: Final = frozenset({"kind", "trust"})

_LONGEST_FILL_TIME: Final = Duration(5 * MINUTE)

_REDIRECT: Final = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[^\s?#\\@]*)?", re.ASCII | re.IGNORECASE)
"""Without a user, a query or a fragment, which a page that is sent there might bring itself."""

_POINTER: Final = re.compile(r"/([^~]|~[01])*", re.DOTALL)
"""As RFC 6901 has it, though never the whole body."""

_TOPIC: Final = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+")
_ORGANIZATION: Final = re.compile(r"[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")
_INSTANCE: Final = re.compile(
    r"https://[a-z0-9.-]+(:443)?/?|http://(127\.0\.0\.1|localhost):[0-9]{1,5}/?", re.ASCII | re.IGNORECASE
)
"""Without encryption only this machine, where stand-ins are."""

_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+[^\s#]*")

_MEANT: Final[Mapping[str, str]] = {
    "secret": "the name of the secret that its sender proves itself by",
    "topics": "the ARNs of the SNS topics that it may come from",
    "url": "its address as the provider was told it, which the provider signs",
    "verify": "the name of the secret by which the provider tries the address out",
    "token": "the name of the secret with which the provider is asked back",
    "instance": "the address of the CRM's own interface, such as https://acme.my.salesforce.com",
    "organization": "the id that the CRM has for the company",
    "fields": "which field is which trait, and which the email",
    "types": "which of the sender's types is which of ours",
}


def mistakes(file: ModelFile, kinds: Kinds, lines: Lines) -> Iterator[Mistake]:
    """Words that are missing, or that a kind has no use for."""
    for name, source in file.sources.items():
        if words := kinds.get(source.kind):
            yield from _words(name, source, words, lines)
            yield from _origins(name, source, words, lines)
            yield from _pointers(name, source, words, lines)
        yield from _types(name, source, lines)
        yield from _guard(name, source, lines)
        yield from _places(name, source, lines)
    yield from _heard_twice(file, kinds, lines)
    yield from _shown(file, kinds, lines)


def _words(name: str, source: SourceSentence, words: Words, lines: Lines) -> Iterator[Mistake]:
    written = source.model_fields_set
    for word in sorted(words.needs - written):
        yield mistake(("sources", name), f"{source.kind} needs `{word}`: {_MEANT[word]}", lines)
    allowed = _EVERY | words.needs | words.takes
    for word in sorted(written - allowed):
        others = instead(word, sorted(words.needs | words.takes), sorted(written))
        yield mistake(("sources", name, word), f"{source.kind} has no use for `{word}`; {others}", lines)


def _shown(file: ModelFile, kinds: Kinds, lines: Lines) -> Iterator[Mistake]:
    """A secret that stands in a web page proves nothing of a source that is trusted."""
    known = {name: kinds[source.kind] for name, source in file.sources.items() if source.kind in kinds}
    public = [name for name, words in known.items() if (file.sources[name].trust or words.trust) == Trust.PUBLIC]
    shown = {secret: name for name in public if (secret := file.sources[name].secret)}
    for name, source in file.sources.items():
        for word in ("secret", "verify"):
            if name not in public and (place := shown.get(getattr(source, word) or "")):
                message = f"it stands in a web page, as that of {place}, so it proves nothing here: name another one"
                yield mistake(("sources", name, word), message, lines)


def _origins(name: str, source: SourceSentence, words: Words, lines: Lines) -> Iterator[Mistake]:
    public = (source.trust or words.trust) == Trust.PUBLIC
    if source.origins and not public:
        message = "only pages have an origin: `trust: public` says that this key stands in one"
        yield mistake(("sources", name, "origins"), message, lines)
    for place, origin in enumerate(source.origins):
        scheme, found, host = origin.partition("://")
        if scheme not in ("https", "http") or not found or not _as_stated(scheme, host):
            message = f"an origin is needed, such as https://www.acme.example, not {origin!r}"
            yield mistake(("sources", name, "origins", place), message, lines)


def _as_stated(scheme: str, host: str) -> bool:
    """Whether browsers state such a host: as ASCII, without the scheme's usual port."""
    usual = ":443" if scheme == "https" else ":80"
    return bool(host) and host.isascii() and "/" not in host and not host.endswith((".", usual))


def _pointers(name: str, source: SourceSentence, words: Words, lines: Lines) -> Iterator[Mistake]:
    for place, pointer in _pointed(source, words) if words.pointers else ():
        if not _POINTER.fullmatch(pointer):
            message = f"a JSON pointer is needed, such as /contact/email, not {pointer!r}"
            yield mistake(("sources", name, *place), message, lines)


def _pointed(source: SourceSentence, words: Words) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every word that is a pointer, or maps some, with its place; `type` is one where `types` always translates it."""
    for mapping in ("fields", "properties"):
        yield from (((mapping, pointer), pointer) for pointer in getattr(source, mapping))
    for word in ("id", "occurred_at", *(["type"] if "types" in words.needs else [])):
        if pointer := getattr(source, word):
            yield (word,), pointer


def _types(name: str, source: SourceSentence, lines: Lines) -> Iterator[Mistake]:
    for theirs, ours in source.types.items():
        if not is_kind(ours):
            message = f"there is no type of activity {ours}; {instead(ours, [*sorted(KINDS), 'product.<name>'])}"
            yield mistake(("sources", name, "types", theirs), message, lines)
    if source.type and not source.type.startswith("/") and not is_kind(source.type):
        message = f"a type of activity, or a pointer such as /event, is needed, not {source.type!r}"
        yield mistake(("sources", name, "type"), message, lines)


def _guard(name: str, source: SourceSentence, lines: Lines) -> Iterator[Mistake]:
    if source.honeypot is not None and source.honeypot in source.fields:
        message = f"no human fills in {source.honeypot}, so it is no trait: it stands in `fields`, too"
        yield mistake(("sources", name, "honeypot"), message, lines)
    if source.fill_time is not None and source.fill_time > _LONGEST_FILL_TIME:
        message = "up to 5 minutes are possible: who is quicker is taken for a machine"
        yield mistake(("sources", name, "fill_time"), message, lines)
    for place, redirect in enumerate(source.redirects):
        if not _REDIRECT.fullmatch(redirect):
            message = f"a plain https address is needed, such as https://www.acme.example/thanks, not {redirect!r}"
            yield mistake(("sources", name, "redirects", place), message, lines)


def _places(name: str, source: SourceSentence, lines: Lines) -> Iterator[Mistake]:
    for place, topic in enumerate(source.topics or ()):
        if not _TOPIC.fullmatch(topic):
            message = f"a topic's ARN is needed, such as arn:aws:sns:eu-west-1:123456789012:mail, not {topic!r}"
            yield mistake(("sources", name, "topics", place), message, lines)
    if source.url is not None and not _ADDRESS.fullmatch(source.url):
        message = f"the whole address is needed, such as https://hooks.acme.example/hooks/{name}, not {source.url!r}"
        yield mistake(("sources", name, "url"), message, lines)
    if source.instance is not None and not _INSTANCE.fullmatch(source.instance):
        message = (
            f"an https address without a path is needed, as https://acme.my.salesforce.com, not {source.instance!r}"
        )
        yield mistake(("sources", name, "instance"), message, lines)
    if source.organization is not None and not _ORGANIZATION.fullmatch(source.organization):
        message = f"an id of 15 or 18 letters is needed, such as 00D000000000062EAA, not {source.organization!r}"
        yield mistake(("sources", name, "organization"), message, lines)


def _heard_twice(file: ModelFile, kinds: Kinds, lines: Lines) -> Iterator[Mistake]:
    """What has no address of its own hears all that there is of its kind: two would count everything twice."""
    heard: dict[str, str] = {}
    for name, source in file.sources.items():
        words = kinds.get(source.kind)
        if words is None or words.needs or source.secret or source.topics:
            continue
        if first := heard.get(source.kind):
            message = f"{first} hears every event of {source.kind} already; without `topics` there can be one only"
            yield mistake(("sources", name), message, lines)
        heard.setdefault(source.kind, name)
