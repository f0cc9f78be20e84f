"""A deployed stack as commands reach it, on AWS or in the local stack: its secrets in the parameter store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_ssm import SSMClient


class NotReachable(Exception):
    """AWS, or the local stack, did not do what was asked; the text says why."""


class Direction(StrEnum):
    """Which way the secret works, and so which function may read it."""

    IN = "in"  # senders prove with it who they are
    OUT = "out"  # we prove with it who we are


@dataclass(frozen=True, slots=True)
class Deployment:
    """The stack of that name: on AWS as the shell is set up for it, or behind another endpoint, which takes any key."""

    stack: str
    endpoint: str | None = None
    region: str | None = None
    key: str | None = None

    def put(self, direction: Direction, name: str, value: str) -> None:
        """Write the secret. Raises NotReachable."""
        with _reached():
            self._store().put_parameter(
                Name=f"{self._path}/{direction}/{name}", Value=value, Type="SecureString", Overwrite=True
            )

    def value(self, direction: Direction, name: str) -> str | None:
        """The secret as it is; None where there is none. Raises NotReachable."""
        with _reached():
            store = self._store()
            try:
                found = store.get_parameter(Name=f"{self._path}/{direction}/{name}", WithDecryption=True)
            except store.exceptions.ParameterNotFound:
                return None
            return found["Parameter"]["Value"]

    def secrets(self) -> frozenset[tuple[Direction, str]]:
        """The secrets that are there, by name. Raises NotReachable."""
        with _reached():
            pages = self._store().get_paginator("get_parameters_by_path").paginate(Path=self._path, Recursive=True)
            names = [one["Name"].removeprefix(f"{self._path}/") for page in pages for one in page["Parameters"]]
        return frozenset((Direction(way), name) for way, _, name in (each.partition("/") for each in names))

    def outputs(self) -> Mapping[str, str]:
        """The outputs of its template, by name. Raises NotReachable, also where there is no such stack."""
        with _reached():
            found = self._templates().describe_stacks(StackName=self.stack)["Stacks"]
        return {each["OutputKey"]: each["OutputValue"] for each in found[0].get("Outputs", [])}

    @property
    def _path(self) -> str:
        return f"/leadflow/{self.stack}"

    def _templates(self) -> "CloudFormationClient":
        return boto3.client("cloudformation", endpoint_url=self.endpoint, region_name=self.region)

    def _store(self) -> "SSMClient":
        return boto3.client(
            "ssm",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.key,
        )


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise NotReachable(str(error)) from error
