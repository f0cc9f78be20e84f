"""What a function is told by its environment: where AWS is, and as whom it is asked."""

import pytest
from botocore.loaders import create_loader
from botocore.regions import EndpointResolver

from leadflow.adapters.settings import HOSTS, NotConfigured, Settings

WHERE = EndpointResolver(create_loader().load_data("endpoints"))


@pytest.mark.parametrize("service", HOSTS)
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "cn-north-1", "us-gov-west-1"])
def test_a_service_is_where_botocore_finds_it(service: str, region: str) -> None:
    found = WHERE.construct_endpoint(HOSTS[service], region) or {}
    assert Settings({"AWS_REGION": region}).endpoint(service) == f"https://{found['hostname']}"


def test_the_environment_may_name_another_place_for_one_service_and_for_all() -> None:
    told = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://all:1/"}
    assert Settings(told).endpoint("SQS") == "http://all:1"
    assert Settings({**told, "AWS_ENDPOINT_URL_SQS": "http://one:2"}).endpoint("SQS") == "http://one:2"
    assert Settings({**told, "AWS_ENDPOINT_URL_SQS": "http://one:2"}).endpoint("SSM") == "http://all:1"


def test_without_a_region_or_a_key_nothing_is_asked() -> None:
    for missing in (lambda: Settings({}).region, lambda: Settings({"AWS_ACCESS_KEY_ID": "key"}).credentials):
        with pytest.raises(NotConfigured, match="AWS_"):
            missing()


def test_a_region_of_lambda_s_goes_before_the_shell_s() -> None:
    assert Settings({"AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-west-1"}).region == "eu-north-1"


def test_a_key_has_a_token_where_it_ends_some_day() -> None:
    lasting = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_SESSION_TOKEN": ""}
    assert Settings(lasting).credentials.token is None
    assert Settings({**lasting, "AWS_SESSION_TOKEN": "token"}).credentials.token == "token"
