from tests.contract.conftest import Stores
from tests.samples import NOON, after


def test_a_destination_is_open_until_it_is_closed(stores: Stores) -> None:
    assert not stores.endpoints.closed("data-team", "one")
    stores.endpoints.close("data-team", "one", NOON)
    assert stores.endpoints.closed("data-team", "one")


def test_under_another_address_or_key_it_is_open_again(stores: Stores) -> None:
    stores.endpoints.close("data-team", "one", NOON)
    assert not stores.endpoints.closed("data-team", "another")
    stores.endpoints.close("data-team", "another", after(1))
    assert stores.endpoints.closed("data-team", "another")


def test_other_channels_are_as_they_were(stores: Stores) -> None:
    stores.endpoints.close("data-team", "one", NOON)
    assert not stores.endpoints.closed("partners", "one")
