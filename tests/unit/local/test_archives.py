import os
from pathlib import Path

from local.archives import archive, files, name


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("a")
    first = archive(files(tmp_path))
    os.utime(tmp_path / "app.py", (0, 0))
    assert archive(files(tmp_path)) == first


def test_another_content_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("a")
    before = name(archive(files(tmp_path)))
    (tmp_path / "app.py").write_text("b")
    assert name(archive(files(tmp_path))) != before


def test_caches_stay_out(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/app.pyc").write_text("a")
    assert files(tmp_path) == []
