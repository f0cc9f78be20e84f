"""What the grammar is made of: sentences, which are words with values, and the small values themselves."""

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    PlainValidator,
    Strict,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from leadflow.domain.instant import Duration
from leadflow.domain.json import Scalar
from leadflow.model.durations import duration
from leadflow.model.mistakes import Place, instead

_Item = TypeVar("_Item")


def _as_list(value: object) -> object:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _as_mapping(value: object) -> object:
    return {} if value is None else value


def _scalar(value: object) -> Scalar:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"a finite number is needed, not {value}")
    if isinstance(value, str | int | float):  # a truth value is an int
        return value
    raise ValueError("a text, a number, true or false is needed")


Text: TypeAlias = Annotated[str, Strict(), Field(min_length=1)]
Name: TypeAlias = Annotated[str, Strict(), Field(pattern=r"^[^\W\d_][\w-]*$")]
Number: TypeAlias = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Positive: TypeAlias = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]
Count: TypeAlias = Annotated[int, Strict(), Field(ge=1)]
Truth: TypeAlias = Annotated[bool, Strict()]
Span: TypeAlias = Annotated[Duration, BeforeValidator(duration)]
Plain: TypeAlias = Annotated[Scalar, PlainValidator(_scalar)]
OneOrMore: TypeAlias = Annotated[tuple[_Item, ...], BeforeValidator(_as_list), Field(min_length=1)]
Section: TypeAlias = Annotated[Mapping[Name, _Item], BeforeValidator(_as_mapping)]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of `section` that is used at `place`."""

    place: Place
    section: str
    name: str

    def under(self, *place: str | int) -> "Mention":
        return replace(self, place=(*place, *self.place))


class Sentence(BaseModel):
    """Some words of the model file that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def words(cls) -> list[str]:
        """All words that may stand in it."""
        needed_first = sorted(cls.model_fields.items(), key=lambda entry: not entry[1].is_required())
        return [field.alias or name for name, field in needed_first]

    def mentions(self) -> Iterator[Mention]:
        """The names that it uses."""
        return iter(())

    @model_validator(mode="wrap")
    @classmethod
    def _name_unknown_words(cls, written: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Names unknown words with the nearest right one; they are taken as the reason for missing ones."""
        words = cls.words()
        unknown = [word for word in written if word not in words] if isinstance(written, Mapping) else []
        if not isinstance(written, Mapping) or not unknown:
            return handler(written)
        errors = [_unknown(word, words, written) for word in unknown]
        try:
            handler({word: value for word, value in written.items() if word in words})
        except ValidationError as error:
            errors += [_again(each) for each in error.errors() if each["type"] != "missing" or len(each["loc"]) > 1]
        raise ValidationError.from_exception_data(cls.__name__, errors)


def _unknown(word: str, words: Sequence[str], taken: Container[str]) -> InitErrorDetails:
    message = f"this word is not known here; {instead(word, words, taken)}"
    kind = PydanticCustomError("unknown_word", "{message}", {"message": message})
    return InitErrorDetails(type=kind, loc=(word,), input=None)


def _again(error: ErrorDetails) -> InitErrorDetails:
    context = {**error.get("ctx", {}), "message": error["msg"]}
    kind = PydanticCustomError(error["type"], "{message}", context)
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def tag(word: str) -> Tag:
    """The mark of a sentence in a choice: where an error is, it stands beside the words of the file."""
    return Tag(f"<{word}>")


def first_word(*words: str) -> Discriminator:
    """Chooses the sentence by the first of these words in it, so that errors speak of that sentence only."""

    def choose(written: object) -> str | None:
        if not isinstance(written, Mapping) or not written:
            return None
        return f"<{next((word for word in written if word in words), next(iter(written)))}>"

    return Discriminator(choose)
