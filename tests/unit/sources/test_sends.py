import pytest

from leadflow.adapters.sources import SOURCES, sends, source
from leadflow.application.fetch import Fetching
from leadflow.domain.match import like
from local.samples import samples


@pytest.mark.parametrize("kind", SOURCES)
def test_a_kind_sends_all_that_its_samples_become(kind: str) -> None:
    types = {
        str(activity["type"]) for sample in samples() if sample.sender.kind == kind for activity in sample.expected
    }
    assert types or isinstance(source(kind), Fetching)
    assert [each for each in types if not any(like(sent, each) for sent in sends()[kind])] == []
