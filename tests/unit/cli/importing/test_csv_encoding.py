from pathlib import Path

import pytest

from leadflow.cli.csv_file.encoding import encoding, known
from leadflow.cli.csv_file.table_file import ROOM, TableFile
from leadflow.cli.failure import Failure

TEXT = "email,name\nada@x.no,Åse Løvås\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"email\nada@x.no\n", "utf-8"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("cp1252") + b"\x81", "latin-1"),
        (b"a\n" * 2_000_000 + "Åse\n".encode("cp1252"), "cp1252"),
        (b"a\n" * 2_000_000 + b"\xe9\n" + "Åse".encode(), "utf-8"),
        (b"a" * ((1 << 20) - 1) + "Å".encode(), "utf-8"),
    ],
)
def test_the_encoding_is_guessed(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert encoding(path) == expected


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_reads_the_same_in_every_encoding(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(name))
    table = TableFile.looked_at(path, None, None).table()
    assert (table.names, table.rows) == (["email", "name"], [["ada@x.no", "Åse Løvås"]])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["utf-8", "utf-16"])
def test_an_open_quote_is_gone_back_to_in_every_encoding(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("email,name\n" + '"ø\n' + "ada@x.no,Åse Løvås\n" * 60_000).encode(name))
    first, *rest = TableFile.looked_at(path, None, None).rows()
    assert first.line == 2
    assert [each.line for each in rest] == list(range(3, 60_003))


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"PK\x03\x04", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0", "old spreadsheet"),
        (b"\x1f\x8b", "compressed"),
        (b"%PDF", "PDF"),
    ],
)
def test_what_is_no_text_is_refused(start: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(start + b"\x00\x01")
    with pytest.raises(Failure, match=told):
        encoding(path)


def test_the_sample_of_a_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("email,name\n" + f"ada@x.no,{'x' * 500_000}\n" * 20, encoding="utf-8")
    assert len(TableFile.looked_at(path, None, None).table().rows) == ROOM // 500_000


def test_an_encoding_can_be_told() -> None:
    assert [known(name) for name in ("latin1", "CP1250", "utf8")] == ["latin-1", "cp1250", "utf-8"]
    for name in ("nonsense", "base64", "rot13"):
        with pytest.raises(Failure, match="there is no encoding"):
            known(name)
