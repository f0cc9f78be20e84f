"""What an address says of the campaign, read quickly and read in full."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadflow.adapters.payloads.campaigns import named_in, stated_in

BEGINNINGS = st.sampled_from(["https://", "http://", "//", "", "HTTPS://", " https://", "https://[::1]", "\thttps://"])
PIECES = st.sampled_from(
    [
        *("www.acme.example", "/p", "?", "&", "utm_campaign=", "utm_campaign=x&", "utm_source=x", "spring-news", "a_b"),
        *("%20", "+", "#", "[", "]", "ø", ";", "=", "??", "\n", " ", "@", "UTM_CAMPAIGN="),
    ]
)


@pytest.mark.slow
@settings(max_examples=300)
@given(beginning=BEGINNINGS, before=st.lists(PIECES, max_size=5), after=st.lists(PIECES, max_size=3))
def test_the_quick_look_finds_the_campaign_that_the_whole_reading_finds(
    beginning: str, before: list[str], after: list[str]
) -> None:
    address = f"{beginning}{''.join(before)}&utm_campaign={''.join(after)}"
    assert (named_in(address) or None) == (stated_in(address).get("campaign") or None)


def test_a_link_of_a_newsletter_names_its_campaign() -> None:
    assert named_in("https://www.acme.example/p?utm_source=x&utm_campaign=spring-news&a=b") == "spring-news"
    assert named_in("https://www.acme.example/p") is None
