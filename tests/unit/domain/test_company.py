import subprocess
import sys

import pytest

from leadflow.domain.company import company, role
from tests.models import ADA, MONDAY, did, facts, model


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("acme.com", "acme.com"),
        ("mail.sales.acme.co.uk", "acme.co.uk"),
        ("acme.co.uk", "acme.co.uk"),
        ("co.uk", None),
        ("acme.example", "acme.example"),
        ("mail.acme.example", "acme.example"),
        ("x.city.kawasaki.jp", "city.kawasaki.jp"),
        ("xn--blbr-roah.no", "xn--blbr-roah.no"),
        ("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("xn--a.no", "xn--a.no"),
        ("acme.github.io", "acme.github.io"),
        ("acme.onmicrosoft.com", "acme.onmicrosoft.com"),
        ("gmail.com", None),
        ("mail.gmail.com", None),
        ("hotmail.no", None),
        ("mailinator.com", None),
        ("x.mailinator.com", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("[10.0.0.1]", None),
        ("a_b.acme.com", "acme.com"),
        ("-.com", None),
    ],
)
def test_the_company_is_the_part_of_the_host_that_somebody_has_registered(host: str, domain: str | None) -> None:
    assert company(f"ada@{host}") == domain


@pytest.mark.parametrize(
    ("local", "found"), [("info", True), ("sales", True), ("no-reply", True), ("info+x", True), ("ada.info", False)]
)
def test_an_address_that_belongs_to_a_task_is_no_person_s(local: str, found: bool) -> None:
    assert role(f"{local}@acme.com") is found


def test_without_an_address_there_is_neither() -> None:
    assert company(None) is None
    assert role(None) is None


def test_both_are_facts_that_are_never_stored_whatever_somebody_states() -> None:
    policy = model(
        segments={
            "nordlys": {"trait": "company.domain", "is": "nordlys.example"},
            "task": {"trait": "company.role_address", "is": True},
        }
    )
    lies = did("a", "identity.stated", lead=ADA, traits={"company": {"domain": "acme.com", "role_address": True}})
    found = facts(policy, lies, now=MONDAY)
    assert found.judged[0] == ("nordlys",)
    assert found.lead.traits == {}


def test_a_model_that_does_not_ask_loads_no_lists() -> None:
    loaded = "import sys, leadflow.domain.response; print('leadflow.domain.mail_hosts' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"
