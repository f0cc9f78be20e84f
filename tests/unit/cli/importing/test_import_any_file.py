"""Whatever a file holds, `leadflow import` accounts for each of its rows."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing import report, tried


@pytest.mark.slow
@given(content=st.binary(max_size=200) | st.text(st.sampled_from('a@x.no,;"\n\\\t '), max_size=200).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_a_file_every_row_is_sent_or_reported(content: bytes, home: Path) -> None:
    told = home / "told.json"
    with told.open("w") as out, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        code = tried(b"email,title\n" + content, "--json", "--encoding", "utf-8", "--separator", "comma")
    if code != 2:
        counts = json.loads(told.read_text())
        assert counts["rows"] == counts["good"] + counts["bad"] + counts["ignored"]
        assert code == (1 if counts["bad"] else 0)
        assert (len(report()) if counts["bad"] else 0) == counts["bad"]


@pytest.mark.slow
@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_is_too_strange(content: bytes, home: Path) -> None:
    with (home / "told.json").open("w") as out, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        assert tried(content) in (0, 1, 2)
