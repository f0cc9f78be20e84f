"""Builds what a deployment needs: the model checked and compiled, and the layer for Lambda's Python and processor.

`python -m local.build [MODEL]` fills build/layer; template.yaml takes it from there.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from leadflow.adapters.sources import kinds
from leadflow.cli.model_file import lines
from leadflow.domain.lead_model import LeadModel
from leadflow.model import compile as model_compiler
from leadflow.model.mistakes import BadModel
from leadflow.model.render import render

ROOT: Final = Path(__file__).parents[1]
COMMON: Final = ROOT / "layers/common"
LAYER: Final = ROOT / "build/layer/python"
COMPILED: Final = "leadflow_model.py"
MODEL: Final = ROOT / "leadflow.yaml"

PYTHON: Final = "3.13"
PLATFORM: Final = "manylinux2014_aarch64"
"""What template.yaml states as Runtime and Architectures, in pip's words."""

REMEDY: Final = "Correct the file and try again; docs/model.md explains every word."


class NotBuilt(Exception):
    """Something that a deployment needs could not be made; the text says what, and what to do about it."""


def compile_model(source: Path, target: Path) -> LeadModel:
    """The lead model in the file, also written as a Python module. Raises NotBuilt."""
    model = read_model(source)
    target.write_text(render(model), encoding="utf-8")
    return model


def read_model(source: Path) -> LeadModel:
    """The lead model in the file. Raises NotBuilt."""
    try:
        return model_compiler.read(source, kinds())
    except BadModel as error:
        raise NotBuilt("\n".join([*lines(source, error.mistakes), REMEDY])) from error
    except OSError as error:
        raise NotBuilt(f"{source}: {error.strerror}\nName a model file, such as {MODEL.name}.") from error


def build(model: Path) -> None:
    """Make the layer anew. Raises NotBuilt."""
    shutil.rmtree(LAYER, ignore_errors=True)
    LAYER.mkdir(parents=True)
    compile_model(model, LAYER / COMPILED)
    install_requirements()
    shutil.copytree(COMMON / "leadflow", LAYER / "leadflow", ignore=shutil.ignore_patterns("__pycache__", "cli"))
    for leftover in (ROOT / "functions").rglob("__pycache__"):
        shutil.rmtree(leftover)
    compile_bytecode()


def install_requirements() -> None:
    """Put what the package needs into the layer, as wheels for Lambda. Raises NotBuilt."""
    choice = ["--platform", PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:", "--no-deps"]
    pinned = ["--require-hashes", "--requirement", str(COMMON / "requirements.txt")]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *quiet, *choice, *pinned, "--target", str(LAYER)], check=False
    )
    if done.returncode:
        raise NotBuilt("pip could not fetch what the layer needs; what it says above tells why")
    shutil.rmtree(LAYER / "bin", ignore_errors=True)


def compile_bytecode() -> None:
    """Compile the layer where Lambda's own Python is at hand; Lambda could not keep what it compiles itself."""
    if not works(interpreter := f"python{PYTHON}"):
        print(f"No {interpreter} here: the layer goes without bytecode, and each cold start takes longer.")
        return
    options = ["--invalidation-mode", "unchecked-hash", "-q", "-j", "0"]
    subprocess.run([interpreter, "-m", "compileall", *options, str(LAYER)], check=True)


def works(interpreter: str) -> bool:
    """Whether it is there and runs: version managers leave a name for each version that they could bring."""
    if shutil.which(interpreter) is None:
        return False
    return subprocess.run([interpreter, "-c", ""], check=False, capture_output=True).returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 where it could not build."""
    parser = argparse.ArgumentParser(prog="python -m local.build", description=__doc__)
    parser.add_argument("model", nargs="?", type=Path, default=MODEL)
    try:
        build(parser.parse_args(arguments).model)
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in LAYER.rglob("*") if path.is_file())
    place = LAYER.parent.relative_to(ROOT)
    print(f"The layer is in {place}: {size / 1_000_000:.1f} MB for Python {PYTHON} on {PLATFORM}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
