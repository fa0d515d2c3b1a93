"""The OpenAPI document: current, complete, and nothing that follows it brings the server down."""

import json
from pathlib import Path

import hypothesis
import msgspec
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error

from seamark.server.app import describe_api
from seamark.testing.server import TestServer

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


@schemathesis.serializer("application/msgpack")
def encode_msgpack(context, value):
    try:
        return msgspec.msgpack.encode(value)
    except OverflowError:  # msgpack has no integers beyond 64 bits
        return b"\xc1"


schema = schemathesis.openapi.from_dict(describe_api())


def walk():
    for path, methods in describe_api()["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(operation, id=f"{method} {path}")


def test_the_committed_document_is_current():
    assert json.loads(DOCUMENT.read_text()) == describe_api(), "run: python tools/openapi.py"


@pytest.mark.parametrize("operation", list(walk()))
def test_every_route_is_described(operation):
    assert operation["summary"]
    assert operation["description"]
    assert {"422", "503"} <= set(operation["responses"])
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter


def test_every_body_has_an_example():
    document = describe_api()
    for methods in document["paths"].values():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None:
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert document["components"]["schemas"][name]["examples"], name


def test_batches_stand_in_the_document():
    schemas = describe_api()["components"]["schemas"]
    assert {"Batch", "Append", "Extend", "Attach", "Receipt", "Refusal", "Problem"} <= set(schemas)


@schema.include(path_regex=r"^(?!/api/v1/(live|sign-out|password|backup)$)").parametrize()
@hypothesis.settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
def test_no_request_brings_the_server_down(case, server: TestServer):
    case.call_and_validate(
        base_url=server.url, headers={"Authorization": f"Bearer {server.token}"}, checks=[not_a_server_error]
    )
