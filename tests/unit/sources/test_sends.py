from leadflow.adapters.sources import SOURCES, sends, source
from leadflow.application.fetch import Fetching
from leadflow.application.webhook import Deciding
from leadflow.domain.match import like
from local.samples import samples


def test_a_kind_sends_all_that_its_samples_become() -> None:
    told = [(one.sender.kind, str(activity["type"])) for one in samples() for activity in one.expected]
    assert {kind for kind in SOURCES if not isinstance(source(kind), Fetching | Deciding)} <= {kind for kind, _ in told}
    assert [each for each in told if not any(like(sent, each[1]) for sent in sends()[each[0]])] == []
