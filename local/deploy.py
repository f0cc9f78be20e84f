"""Puts Leadflow on AWS: builds, deploys with the SAM command, and names the secrets that are still missing.

`python -m local.deploy [--stack NAME] [--model FILE] [PARAMETER=VALUE ...]`; the parameters are template.yaml's.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import boto3
from botocore.exceptions import BotoCoreError

from leadflow.adapters.deployment import Deployment, Direction, NotReachable
from leadflow.adapters.sources import kinds
from leadflow.application.secret_names import incoming, outgoing
from leadflow.cli.secret import ours
from leadflow.domain.lead_model import LeadModel
from leadflow.model.compile import read
from local.build import MODEL, ROOT, NotBuilt, build

SAM: Final = ROOT / ".venv-sam/bin/sam"


class NotDeployed(Exception):
    """It is not on AWS; the text says why, and what to do about it."""


def check() -> None:
    """Raises NotDeployed where there is no SAM command, no credentials or no region."""
    if not SAM.exists():
        raise NotDeployed("The SAM command is not here yet.\n`make template` installs it beside everything else.")
    try:
        session = boto3.Session()
        credentials = session.get_credentials()
    except BotoCoreError as error:
        raise NotDeployed(f"{error}\nCorrect AWS_PROFILE, or the profile in ~/.aws/config.") from error
    if credentials is None:
        raise NotDeployed(
            "There are no AWS credentials here.\n"
            "Log in (`aws sso login`) and set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if session.region_name is None:
        raise NotDeployed("No AWS region is named.\nSet AWS_REGION, such as eu-north-1.")


def deploy(stack: str, parameters: Sequence[str]) -> None:
    """Let the SAM command put template.yaml on AWS. Raises NotDeployed."""
    overrides = ["--parameter-overrides", *parameters] if parameters else []
    done = subprocess.run(
        [
            str(SAM),
            "deploy",
            "--template-file",
            str(ROOT / "template.yaml"),
            "--stack-name",
            stack,
            "--capabilities",
            "CAPABILITY_IAM",
            "--resolve-s3",
            "--no-fail-on-empty-changeset",
            *overrides,
        ],
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
        check=False,
    )
    if done.returncode:
        raise NotDeployed("The SAM command did not deploy; what it says above tells why.")


def missing(model: LeadModel, deployment: Deployment) -> Iterator[str]:
    """How to write each secret that the model names and the stack does not have. Raises NotReachable."""
    wanted = [(Direction.IN, name) for name in incoming(model)] + [(Direction.OUT, name) for name in outgoing(model)]
    there = deployment.secrets()
    for direction, name in wanted:
        if (direction, name) not in there:
            out = " --out" if direction is Direction.OUT else ""
            action = "make" if direction is Direction.IN and ours(model, name) else "set"
            yield f".venv/bin/leadflow secret {action} {name}{out} --stack {deployment.stack}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 where it did not deploy."""
    parser = argparse.ArgumentParser(prog="python -m local.deploy", description=__doc__)
    parser.add_argument("--stack", default="leadflow", help="the stack's name (default: leadflow)")
    parser.add_argument("--model", type=Path, default=MODEL, help="the model file (default: leadflow.yaml)")
    parser.add_argument("parameters", nargs="*", metavar="PARAMETER=VALUE", help="such as Mode=act")
    asked = parser.parse_args(arguments)
    try:
        check()
        build(asked.model)
        deploy(asked.stack, asked.parameters)
        commands = list(missing(read(asked.model, kinds()), Deployment(asked.stack)))
    except (NotBuilt, NotDeployed, NotReachable) as error:
        print(error, file=sys.stderr)
        return 1
    if commands:
        print("\nThese secrets are missing; until they are there, their senders are refused and nothing is sent:")
        print(*(f"  {command}" for command in commands), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
