"""A Teams message as a person reads it, for golden files."""

from collections.abc import Iterator, Mapping, Sequence

from leadflow.domain.json import Json


def readable(body: Json) -> str:
    """The card block by block, Markdown as it is."""
    return "\n".join(line for block in items(card(body), "body") for line in lines(block)) + "\n"


def card(body: Json) -> Mapping[str, Json]:
    """The one card of what is posted."""
    assert isinstance(body, Mapping)
    (attachment,) = items(body, "attachments")
    content = attachment["content"]
    assert isinstance(content, Mapping)
    return content


def items(tree: Mapping[str, Json], name: str) -> Sequence[Mapping[str, Json]]:
    """The list of that name."""
    found = tree[name]
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict)]


def marked(body: Json) -> Iterator[str]:
    """Every text of the card that Teams reads as Markdown."""
    for block in items(card(body), "body"):
        if block["type"] == "TextBlock":
            yield str(block["text"])
        if block["type"] == "FactSet":
            for fact in items(block, "facts"):
                yield from (str(fact["title"]), str(fact["value"]))


def lines(block: Mapping[str, Json]) -> Iterator[str]:
    rule = "---\n" if block.get("separator") else ""
    match block["type"]:
        case "RichTextBlock":
            yield rule + "".join(str(run["text"]) for run in items(block, "inlines"))
        case "FactSet":
            yield rule + "\n".join(f"{fact['title']}: {fact['value']}" for fact in items(block, "facts"))
        case _:
            yield rule + str(block["text"])
