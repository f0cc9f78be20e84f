import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from leadflow import cli
from leadflow.cli.main import COMMANDS, MODULES, main


def test_every_command_has_its_module() -> None:
    modules = [name for _, name, _ in iter_modules(cli.__path__) if not name.startswith("__")]
    commands = {name for name in modules if hasattr(import_module(f"leadflow.cli.{name}"), "add_arguments")}
    assert commands == {MODULES.get(name, name) for name in COMMANDS}


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    listed = re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, re.MULTILINE)
    assert listed == sorted(COMMANDS)


@pytest.mark.parametrize("words", ["", "chekc", "check", "check --nonsense x", "replay x y --at noon"])
def test_wrong_usage_ends_with_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: leadflow")


def test_help_loads_no_command_and_nothing_slow() -> None:
    code = "import sys; from leadflow.cli.main import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    loaded = set(told.splitlines()[-1].split())
    commands = {f"leadflow.cli.{MODULES.get(name, name)}" for name in COMMANDS}
    assert loaded.isdisjoint({"boto3", "pydantic", "ruamel.yaml", *commands})


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("model: acme\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    told = subprocess.run(
        [sys.executable, "-m", "leadflow.cli", "check", str(tmp_path / "model.yaml")],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (told.returncode, told.stderr) == (1, b"")
