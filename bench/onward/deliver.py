"""Each message of the queue `actions` is posted to the stand-in for Slack."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Final

import urllib3

ADDRESS: Final = f"http://{os.environ['LEADFLOW_LOCAL_SINKS'].partition(',')[0]}/slack/sales-webhook"

http = urllib3.PoolManager(retries=False)


def handler(event: Mapping[str, Sequence[Mapping[str, str]]], context: object) -> None:  # noqa: ARG001 - Lambda's signature
    """A batch of the queue."""
    for each in event["Records"]:
        http.request("POST", ADDRESS, body=json.dumps({"text": each["body"]}))
    print("passed on")
