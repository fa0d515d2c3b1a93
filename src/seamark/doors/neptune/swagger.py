"""The documents from which Neptune's clients learn what a server offers (Swagger 2.0).

The clients build their calls from these, so names and places must be exactly those that they pass:
an operation is called by its name, an answer has the properties of its definition and no others.
Types are written short: ``string``, ``int``, ``float``, ``bool``, ``time`` (an ISO date-time), ``object``,
the name of a definition, and ``[…]`` for a list of any of these.
"""

import json
import re
from functools import cache
from typing import Any, Final, Literal, get_args

from seamark.doors.neptune.definitions import DEFINITIONS
from seamark.doors.neptune.operations import OPERATIONS

Document = Literal["backend", "leaderboard", "artifacts"]
DOCUMENTS: Final[tuple[Document, ...]] = get_args(Document)

_PLAIN: Final[dict[str, dict[str, Any]]] = {
    "string": {"type": "string"},
    "int": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "double"},
    "bool": {"type": "boolean"},
    "time": {"type": "string", "format": "date-time"},
    "object": {"type": "object"},
    "file": {"type": "file"},
}
_PARAMETER: Final = re.compile(r"(?:(?P<place>\w+) )?(?P<name>[\w-]+)(?:: (?P<type>.+))?")


@cache
def write_document(name: Document) -> bytes:
    """Return one of the three documents."""
    paths: dict[str, dict[str, Any]] = {}
    for line in OPERATIONS[name].strip().splitlines():
        operation, method, path, rest = line.split(maxsplit=3)
        parameters, _, answer = rest.partition("->")
        paths.setdefault(path, {})[method.lower()] = _describe(operation, path, parameters, answer.strip())
    return json.dumps(
        {
            "swagger": "2.0",
            "info": {"title": f"Neptune {name}, as Seamark speaks it", "version": "1"},
            "consumes": ["application/json"],
            "produces": ["application/json"],
            "paths": paths,
            "definitions": _define_all(json.dumps(paths)),
        }
    ).encode()


def _define_all(text: str) -> dict[str, Any]:
    """Return the definitions that a text refers to, and those that they refer to."""
    found: dict[str, Any] = {}
    for model in re.findall(r"#/definitions/(\w+)", text):
        if model not in found:
            found[model] = _define(model, DEFINITIONS[model])
            found |= _define_all(json.dumps(found[model]))
    return found


def _describe(operation: str, path: str, parameters: str, answer: str) -> dict[str, Any]:
    listed = [_read_parameter(text.strip()) for text in parameters.strip(" -").split(",") if text.strip()]
    named = [
        {"name": name, "in": "path", "required": True, "type": "string"} for name in re.findall(r"\{(\w+)\}", path)
    ]
    success: dict[str, Any] = {"description": "done"}
    if answer:
        success["schema"] = _type(answer)
    answers = {"200": success}
    if operation == "createProject":
        answers["400"] = {"description": "refused", "schema": _type("Error")}
    return {"operationId": operation, "parameters": named + listed, "responses": answers}


def _read_parameter(text: str) -> dict[str, Any]:
    found = _PARAMETER.fullmatch(text)
    assert found is not None, text
    place, name, type = found["place"] or "query", found["name"], found["type"] or "string"
    if place == "body":
        return {"name": name, "in": "body", "required": False, "schema": _type(type)}
    many = {"collectionFormat": "multi"} if type.startswith("[") else {}
    return {"name": name, "in": place, "required": False, **_type(type), **many}


def _define(model: str, properties: str) -> dict[str, Any]:
    pairs = (line.split(": ") for line in properties.split(", ") if line)
    return {"type": "object", "title": model, "properties": {name: _type(type) for name, type in pairs}}


def _type(name: str) -> dict[str, Any]:
    if name.startswith("["):
        return {"type": "array", "items": _type(name[1:-1])}
    return _PLAIN.get(name) or {"$ref": f"#/definitions/{name}"}
