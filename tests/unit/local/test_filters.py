import pytest

from local.filters import NotSupported, matches

PENDING = {"dynamodb": {"NewImage": {"pending": {"S": [{"exists": True}]}}}}


def test_a_record_with_the_attribute_is_let_through() -> None:
    assert matches(PENDING, {"dynamodb": {"NewImage": {"pending": {"S": "3"}}}})


@pytest.mark.parametrize("image", [{}, {"pending": {"N": "3"}}, {"lead": {"S": "a"}}])
def test_a_record_without_it_is_not(image: dict[str, dict[str, str]]) -> None:
    assert not matches(PENDING, {"dynamodb": {"NewImage": image}})


def test_a_record_without_an_image_is_not() -> None:
    assert not matches(PENDING, {"dynamodb": {}})


def test_one_of_several_values_is_enough() -> None:
    assert matches({"a": ["x", {"prefix": "y"}]}, {"a": "yes"})


def test_a_rule_that_never_matches_on_aws_is_refused() -> None:
    with pytest.raises(NotSupported):
        matches({"a": {"N": [{"numeric": [">", 1]}]}}, {"a": {"N": "2"}})
