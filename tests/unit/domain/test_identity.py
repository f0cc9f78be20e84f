"""Who a lead is."""

import pytest

from leadflow.domain.identity import (
    Keys,
    NoAddress,
    address,
    digest,
    digest_of_unescaped,
    lead_id,
    plain_address,
    plain_addresses,
)

SECRET = b"s" * 32


def test_one_address_has_one_spelling() -> None:
    assert address("  Ada.Lindqvist@Nordlys.EXAMPLE ") == "ada.lindqvist@nordlys.example"
    assert address("ada@blåbær.example") == "ada@xn--blbr-roah.example"


@pytest.mark.parametrize(
    "text", ["", "ada", "@nordlys.example", "ada@", "a@b@c.example", "a da@b.example", "a@.b", "a@b."]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NoAddress):
        address(text)


def test_a_domain_that_cannot_be_encoded_is_refused() -> None:
    with pytest.raises(NoAddress):
        address("ada@" + "å" * 80 + ".example")
    with pytest.raises(NoAddress):
        address("ada@nord lys.example")


def test_the_strongest_key_names_the_lead() -> None:
    assert Keys("a@b.example", "crm-1", "u1", "x").strongest == ("email", "a@b.example")
    assert Keys(None, "crm-1", "u1", "x").strongest == ("crm_id", "crm-1")
    assert Keys(None, None, "u1", "x").strongest == ("user_id", "u1")
    assert Keys(None, None, None, "x").strongest == ("anonymous_id", "x")
    assert Keys().strongest is None


def test_a_lead_id_tells_nothing_without_the_secret() -> None:
    key = ("email", "ada@nordlys.example")
    assert lead_id(key, SECRET) == lead_id(key, SECRET)
    assert lead_id(key, SECRET) != lead_id(key, b"t" * 32)
    assert lead_id(key, SECRET) != lead_id(("user_id", "ada@nordlys.example"), SECRET)
    assert len(lead_id(key, SECRET)) == 22


def test_parts_cannot_be_moved_over_their_border() -> None:
    assert (
        len(
            {
                digest("ab", "c"),
                digest("a", "bc"),
                digest("abc"),
                digest("a\x1fb", "c"),
                digest("a", "b", "c"),
            }
        )
        == 5
    )


@pytest.mark.parametrize("parts", [("ab", "c"), ("abc",), ("", ""), ("a\\b", "c"), ("a", "\\u"), ("å", "\ud800")])
def test_the_sooner_way_to_a_digest_ends_at_the_same(parts: tuple[str, ...]) -> None:
    assert digest_of_unescaped(*parts) == digest(*parts)


@pytest.mark.parametrize("text", ["ada@nordlys.example", "a.b+c@d", f"{'a' * 64}@{'b' * 255}"])
def test_a_plain_address_is_written_as_it_must_be(text: str) -> None:
    assert plain_address(text)
    assert address(text) == text
    assert plain_addresses(f"{text}\n{text}")


@pytest.mark.parametrize(
    "text",
    ["Ada@b.c", "a@b@c", "a", "a@", "@b", "a@.b", "a@b.", "a b@c", "å@b", "a@" + "b" * 319, f"{'a' * 64}@{'b' * 256}"],
)
def test_what_is_no_plain_address_is_none_among_others_either(text: str) -> None:
    assert not plain_address(text)
    assert not plain_addresses(f"a@b\n{text}\na@b")


@pytest.mark.parametrize("text", ["ada@nord\u00a8lys.example", "ada@nordlys\uff20nord.example", "a@" + "b." * 160])
def test_what_would_be_no_address_once_encoded_is_none(text: str) -> None:
    with pytest.raises(NoAddress):
        address(text)


def test_a_domain_that_folds_to_capitals_is_lower_case() -> None:
    assert address("ada@20\u2103.example") == address(address("ada@20\u2103.example"))
