"""How an endpoint's value becomes an answer: checked on the way in, encoded by msgspec on the way out."""

import functools
import inspect
from collections.abc import Callable, Coroutine
from dataclasses import fields, is_dataclass
from typing import Any, Final, TypeVar

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from seamark.model import limits
from seamark.model.errors import InvalidValue, TooLarge
from seamark.wire import api

T = TypeVar("T")

_INT64: Final = range(-(2**63), 2**63)
_encoder: Final = msgspec.json.Encoder()


def answer(value: object, status: int = 200) -> Response:
    """Return a value of ``wire.api`` as an answer in JSON; None as an empty one."""
    if value is None:
        return Response(status_code=204 if status == 200 else status)
    return Response(_encoder.encode(value), status, media_type="application/json")


def check_value(value: object, path: str) -> None:
    """Check what the stores cannot hold: integers beyond 64 bits, NUL and lone surrogates in texts.

    Raises:
        InvalidValue: names the field.
    """
    match value:
        case str() if "\0" in value:
            raise InvalidValue(f'"{path}" has a NUL character.', "Remove it.", path=path)
        case str() if not _is_unicode(value):
            raise InvalidValue(f'"{path}" has a lone surrogate.', "Decode file names with errors='replace'.", path=path)
        case int() if value not in _INT64:
            raise InvalidValue(f'"{path}" is an integer beyond 64 bits.', "Send a smaller one.", path=path)
        case list():
            for index, item in enumerate(value):
                check_value(item, f"{path}.{index}")
        case _ if is_dataclass(value) and type(value).__module__.startswith(f"{api.__name__}."):
            for part in fields(value):
                check_value(getattr(value, part.name), part.name if path == "body" else f"{path}.{part.name}")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_arguments(arguments: dict[str, Any]) -> None:
    for name, value in arguments.items():
        check_value(value, "body" if is_dataclass(value) else name)


def check_lists(message: object) -> None:
    """Check the lists of a message before anything looks at each of their items.

    Raises:
        TooLarge: names the list.
    """
    waiting = [("", message)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list) and len(value) > limits.MESSAGE_ITEMS:
            raise TooLarge(
                f'"{path or "body"}" has {len(value):,} items, more than {limits.MESSAGE_ITEMS:,}.',
                "Send fewer.",
                path=path,
            )
        if isinstance(value, dict):
            waiting += [
                (f"{path}.{name}" if path else name, part)
                for name, part in value.items()
                if isinstance(part, dict | list)
            ]


class _Request(Request):
    async def json(self) -> Any:
        """Return the body's message; FastAPI would tell of each item of a list that is not right."""
        message = await super().json()
        check_lists(message)
        return message


class Route(APIRoute):
    """A route whose endpoint returns plain values of ``wire.api``.

    FastAPI reads the request and writes the documentation; encoding through it would check every
    answer a second time and write NaN as null.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        status = options.get("status_code") or 200
        super().__init__(path, _make_answering(endpoint, status), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request, with a body whose lists are checked."""
        handle = super().get_route_handler()

        async def handle_checked(request: Request) -> Response:
            return await handle(_Request(request.scope, request.receive))

        return handle_checked


def _make_answering(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(endpoint):

        @functools.wraps(endpoint)
        async def call_async(**arguments: Any) -> Response:
            _check_arguments(arguments)
            return _as_answer(await endpoint(**arguments), status)

        return call_async

    @functools.wraps(endpoint)
    def call(**arguments: Any) -> Response:
        _check_arguments(arguments)
        return _as_answer(endpoint(**arguments), status)

    return call


def _as_answer(value: object, status: int) -> Response:
    return value if isinstance(value, Response) else answer(value, status)
