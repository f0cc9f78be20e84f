"""Model files of which one part was put out of order."""

from hypothesis import strategies as st

from leadflow.domain.json import Json


@st.composite
def broken(drawn: st.DrawFn, document: Json) -> Json:
    """A good model of which some part, at any depth, was replaced or renamed."""
    odd: st.SearchStrategy[Json] = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just([]) | st.just({})
    )
    words = st.sampled_from(["all", "until", "score", "is", "none", "at_most", "any", "x", "<score>", "[key]", "9"])
    return _broken(drawn, document, odd | st.dictionaries(words, odd, max_size=2) | st.lists(odd, max_size=2))


def _broken(drawn: st.DrawFn, part: Json, odd: st.SearchStrategy[Json]) -> Json:
    if not part or not isinstance(part, dict | list) or drawn(st.integers(0, 5)) == 0:
        return drawn(odd)
    if isinstance(part, list):
        place = drawn(st.integers(0, len(part) - 1))
        return [*part[:place], _broken(drawn, part[place], odd), *part[place + 1 :]]
    key = drawn(st.sampled_from(sorted(part)))
    name = drawn(st.sampled_from([key, key, key, "x", "none", "segment_1"]))
    return {**{other: value for other, value in part.items() if other != key}, name: _broken(drawn, part[key], odd)}
