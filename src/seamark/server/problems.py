"""Errors as problem documents (RFC 9457) that say what to do next."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from seamark.model import errors
from seamark.model.errors import SeamarkError
from seamark.wire.api.problems import Problem

MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final[dict[type[SeamarkError], int]] = {
    errors.TooLarge: 413,
    errors.InvalidQuery: 400,
    errors.Malformed: 400,
    errors.UnknownFormat: 415,
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.Denied: 403,
    errors.StorageFull: 507,
    errors.Stalled: 408,
    errors.Abandoned: 408,
    errors.Unavailable: 503,
    SeamarkError: 400,
}
_REMEDIES: Final = {
    404: "See docs/openapi.json, or /api/v1/openapi.json of this server, for the paths there are.",
    405: "See the Allow header for the methods of this path.",
}

_log = logging.getLogger("seamark.server")


def find_status(error: SeamarkError) -> int:
    """Return the HTTP status of an error's class, or of the nearest one above it."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def describe_error(error: SeamarkError) -> Problem:
    """Return the problem document of an error."""
    status = find_status(error)
    return Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=error.detail,
        code=error.code,
        remedy=error.remedy,
        path=error.path,
        position=error.position if isinstance(error, errors.InvalidQuery) else None,
    )


def answer_problem(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem document as an answer."""
    content = {name: value for name, value in msgspec.to_builtins(problem).items() if value is not None}
    return Response(_encode(content), problem.status, headers, media_type=MEDIA_TYPE)


def _encode(content: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(content)
    except UnicodeEncodeError:  # a name with lone surrogates, told back to whoever sent it
        plain = {name: _without_surrogates(value) for name, value in content.items()}
        return msgspec.json.encode(plain)


def _without_surrogates(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def answer_error(error: SeamarkError) -> Response:
    """Return the answer to a request that ended in this error."""
    headers: dict[str, str] = {}
    if isinstance(error, errors.Unavailable):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if isinstance(error, errors.Stalled):
        headers["Connection"] = "close"
    if isinstance(error, errors.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return answer_problem(describe_error(error), headers)


def add_handlers(app: FastAPI) -> None:
    """Have the app answer every failure with a problem document."""
    app.add_exception_handler(SeamarkError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_gone)
    app.add_exception_handler(Exception, _on_failure)


async def _on_gone(request: Request, error: Exception) -> Response:
    """A caller that goes away in the middle of its body hears nothing, and is no fault of the server."""
    del request, error
    return Response(status_code=408)


async def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SeamarkError)
    if isinstance(error, errors.Unavailable) and not isinstance(error, errors.Abandoned):
        _log.warning("%s %s: %s", request.method, request.url.path, error)
    return answer_error(error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    return answer_error(translate_invalid(error.errors()))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, SeamarkError):
        return answer_error(error.__cause__)
    if isinstance(error.__cause__, RecursionError | ValueError):
        return answer_error(errors.Malformed("The body is no JSON that can be read.", "Send JSON in UTF-8."))
    status = error.status_code
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=f"{request.method} {request.url.path}: {HTTPStatus(status).phrase.lower()}.",
        code={404: "not_found", 405: "method_not_allowed"}.get(status, "error"),
        remedy=_REMEDIES.get(status, ""),
    )
    return answer_problem(problem, error.headers)


async def _on_failure(request: Request, error: Exception) -> Response:
    """The last handler: a failure of ours is logged whole and told in one sentence."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    problem = Problem(
        title=HTTPStatus(500).phrase,
        status=500,
        detail=f"The server failed on this request ({type(error).__name__}).",
        code="failure",
        remedy="The server's log has the traceback; please report it.",
    )
    return answer_problem(problem)


def translate_invalid(found: Sequence[Mapping[str, Any]]) -> SeamarkError:
    """Return what FastAPI found wrong with a request as one of ours, naming field and remedy."""
    first = found[0]
    kind, place = str(first.get("type", "")), [str(part) for part in first.get("loc", ())]
    where, path = place[0] if place else "request", ".".join(place[1:])
    if kind == "json_invalid":
        reason = first.get("ctx", {}).get("error", "it cannot be read")
        return errors.Malformed(f"The body is no JSON: {reason} at character {path}.", "Send valid JSON in UTF-8.")
    if where == "body" and not path:
        return errors.UnknownFormat(
            "The body is missing or no JSON object.", "Send a JSON object with Content-Type: application/json."
        )
    message = str(first.get("msg", "it is not valid")).rstrip(".")
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    if kind == "missing":
        return errors.InvalidInput(f'"{path}" is missing from the {where}{more}.', f'Give "{path}".', path=path)
    return errors.InvalidInput(
        f'"{path}" in the {where} is not right: {message}{more}.', f'Correct "{path}" and send it again.', path=path
    )
