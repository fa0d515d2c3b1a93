"""What FastAPI cannot know of the OpenAPI document: batches, problems, sign-in, examples."""

from typing import Any, Final

import msgspec

from seamark.server.examples import EXAMPLES
from seamark.wire.api.problems import Problem
from seamark.wire.batches import Batch, Receipt
from seamark.wire.codecs import JSON, MSGPACK
from seamark.wire.packed import SeriesBlock

OPEN: Final = frozenset({"get_info", "sign_in"})
"""Operations that need no sign-in."""
_SCHEMAS: Final = "#/components/schemas/"
_ABOUT: Final = (
    "Times are int64 microseconds since 1970 UTC. In JSON, NaN and infinities are the strings "
    '`"NaN"`, `"Infinity"`, `"-Infinity"`, and integers beyond 2^53 are decimal strings. Every failure is a problem '
    "document (RFC 9457) whose `remedy` says what to do next."
)


class SeriesColumns(msgspec.Struct):
    """One series with its numbers as lists, by column."""

    run: str
    path: str
    rows: int
    raw: bool
    total: int
    hidden: int
    next: str | None
    columns: dict[str, list[float | str]]


class SeriesAnswer(msgspec.Struct):
    """Series as JSON; the packed form has the same, its columns as float64 behind the head."""

    series: list[SeriesColumns]
    commit: int


def complete_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with what FastAPI cannot know."""
    document["info"]["description"] = _ABOUT
    parts = document["components"]
    schemas: dict[str, Any] = parts["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    _, own = msgspec.json.schema_components(
        [Batch, Receipt, Problem, SeriesAnswer, SeriesBlock], ref_template=_SCHEMAS + "{name}"
    )
    for name, schema in own.items():
        schemas.setdefault(name, schema)
    for kind, example in EXAMPLES.items():
        schemas[kind.__name__]["examples"] = [msgspec.to_builtins(example)]
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token, or its secret."}
    }
    problem = {"schema": {"$ref": _SCHEMAS + "Problem"}}
    parts["responses"] = {
        "Problem": {"description": "What went wrong, and what to do next.", "content": {_PROBLEM: problem}}
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(operation, method, path)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


_PROBLEM: Final = "application/problem+json"


def _complete(operation: dict[str, Any], method: str, path: str) -> None:
    name = operation["operationId"]
    statuses = ["422", "503"]
    if name not in OPEN:
        operation["security"] = [{"token": []}]
    if name != "get_info":
        statuses += ["401"]
    if method != "get":
        statuses += ["403", "409", "413", "415"]
    if "{" in path:
        statuses += ["404"]
    responses = operation["responses"]
    for status in statuses:
        responses[status] = {"$ref": "#/components/responses/Problem"}
    operation["responses"] = dict(sorted(responses.items()))
    if name == "write_operations":
        _describe_batches(operation)
    if name in {"read_points", "read_series"}:
        responses["200"]["content"][JSON]["schema"] = {"$ref": _SCHEMAS + "SeriesAnswer"}


def _describe_batches(operation: dict[str, Any]) -> None:
    batch = {"schema": {"$ref": _SCHEMAS + "Batch"}}
    receipt = {"schema": {"$ref": _SCHEMAS + "Receipt"}}
    operation["requestBody"] = {"required": True, "content": {JSON: batch, MSGPACK: batch}}
    operation["responses"]["200"]["content"] = {JSON: receipt, MSGPACK: receipt}
