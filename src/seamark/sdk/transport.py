"""Requests to a server: answers decoded, every failure one of ``model.errors``."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
import urllib3

from seamark.model import errors
from seamark.wire.api.problems import Problem

T = TypeVar("T")

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 60.0
ANSWER_BYTES: Final = 2**30
"""Longest answer that is read whole; downloads come in pieces."""
_JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"
_ANSWERS: Final[dict[int, type[errors.SeamarkError]]] = {
    400: errors.InvalidInput,
    401: errors.NotSignedIn,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.TooLarge,
    422: errors.InvalidInput,
    507: errors.StorageFull,
}
"""What a problem document of a later server means whose code is not known here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of a server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """A server as one caller sees it. Safe in threads; connections are kept alive and shared.

    Args:
        url: The server's address, with or without a path below which it lies.
        token: The secret or whole token of the caller; "" for none.
        ca_bundle: A file of certificates to trust; "" for the system's.
        patience: For how many seconds a busy server (429, 503) is asked again before that is an error.
        read_seconds: For how long an answer may take.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        ca_bundle: str = "",
        *,
        patience: float = 30.0,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.patience = patience
        self._timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=read_seconds)
        self._pool = _open_pool(self.url, ca_bundle)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: bytes | None = None,
        content_type: str = _JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request to a path below ``/api/v1`` and return the answer, read whole.

        Raises:
            SeamarkError: what the server's problem document says, or ServerUnreachable.
        """
        with self._open(method, path, query, body, content_type, headers or {}) as response:
            return Answer(response.status, response.headers, _read(self.url, response))

    def stream(
        self, path: str, *, query: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[bytes]:
        """Give the body of an answer in pieces, for downloads.

        Raises:
            SeamarkError: as ``request``, also in the middle.
        """
        with self._open("GET", path, query, None, _JSON, headers or {}) as response:
            yield from _stream(self.url, response)

    def get(self, path: str, type: type[T], *, query: Mapping[str, object] | None = None) -> T:
        """Return what a path holds.

        Raises:
            SeamarkError: as ``request``.
        """
        return self.decode(self.request("GET", path, query=query).body, type)

    def send(
        self, method: str, path: str, content: object, type: type[T], *, query: Mapping[str, object] | None = None
    ) -> T:
        """Send a value as JSON and return the answer; ``type(None)`` where there is none.

        Raises:
            SeamarkError: as ``request``.
        """
        body = None if content is None else msgspec.json.encode(content)
        return self.decode(self.request(method, path, query=query, body=body).body, type)

    def decode(self, body: bytes, type: type[T], media_type: str = _JSON) -> T:
        """Return what an answer says.

        Raises:
            Unavailable: it is not Seamark's.
        """
        decode = msgspec.msgpack.decode if media_type == MSGPACK else msgspec.json.decode
        try:
            return decode(body or b"null", type=type)
        except msgspec.MsgspecError as error:
            raise errors.Unavailable(
                f"{self.url} answered something that is not Seamark's ({error}).", "See that the address is right."
            ) from error

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _open(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None,
        body: bytes | None,
        content_type: str,
        headers: Mapping[str, str],
    ) -> urllib3.BaseHTTPResponse:
        address = f"{self.url}/api/v1{quote(path, safe='/')}" + _spell_query(query)
        heads = {"Accept": _JSON, "User-Agent": "seamark", **headers}
        if self.token:
            heads["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            heads["Content-Type"] = content_type
        deadline = time.monotonic() + self.patience
        while True:
            response = self._try(method, address, body, heads)
            if response.status < 300:
                return response
            error = _read_problem(self.url, response, len(body or b""))
            wait = _read_wait(response)
            if response.status not in {429, 503} or time.monotonic() + wait > deadline:
                raise error
            time.sleep(wait * random.uniform(1.0, 1.3))  # noqa: S311  spreads callers, guards nothing

    def _try(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(
                method,
                address,
                body=body,
                headers=headers,
                timeout=self._timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _unreachable(self.url, error) from error


def _open_pool(url: str, ca_bundle: str) -> urllib3.PoolManager:
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    trust: dict[str, Any] = {"ca_certs": ca_bundle} if ca_bundle else {}
    proxy = getproxies().get(parts.scheme)
    if proxy and parts.hostname and not proxy_bypass(parts.hostname):
        return urllib3.ProxyManager(proxy, maxsize=8, **trust)
    return urllib3.PoolManager(maxsize=8, **trust)


def _spell_query(query: Mapping[str, object] | None) -> str:
    """Return ``?…``; None is left out, a list is given once per item."""
    pairs = [
        (name, str(item).lower() if isinstance(item, bool) else str(item))
        for name, value in (query or {}).items()
        for item in (value if isinstance(value, list | tuple) else [value])
        if item is not None
    ]
    return f"?{urlencode(pairs)}" if pairs else ""


def _read(url: str, response: urllib3.BaseHTTPResponse) -> bytes:
    """Return the body as it came: none that is compressed was asked for, and whatever answers, memory has a limit."""
    pieces, size = [], 0
    for piece in _stream(url, response):
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_BYTES:
            raise errors.Unavailable(f"{url} answered more than {ANSWER_BYTES:,} bytes.", "Ask for less at a time.")
    return b"".join(pieces)


def _stream(url: str, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from response.stream(2**18, decode_content=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _unreachable(url, error) from error


def _read_wait(response: urllib3.BaseHTTPResponse) -> float:
    try:
        return min(60.0, max(0.05, float(response.headers.get("Retry-After", "1"))))
    except ValueError:
        return 1.0


def _read_problem(url: str, response: urllib3.BaseHTTPResponse, size: int) -> errors.SeamarkError:
    """Return the error that the answer to a body of so many bytes stands for; the connection goes back to the pool."""
    with response:
        try:
            body = _read(url, response)
        except errors.SeamarkError as error:
            return error
    if 300 <= response.status < 400:
        place = response.headers.get("Location", "another address")
        return errors.ServerUnreachable(f"{url} sends callers on to {place}.", "Use that address instead.")
    try:
        problem = msgspec.convert(json.loads(body), Problem)
    except (ValueError, msgspec.MsgspecError):
        return _with_wait(_make_foreign_error(url, response, size), response)
    return _with_wait(make_error(problem), response)


def _make_foreign_error(url: str, response: urllib3.BaseHTTPResponse, size: int) -> errors.Unavailable:
    """Return what an answer without a problem document means: a proxy's word is never the server's verdict."""
    if response.status == 413:
        return errors.ProxyLimit(
            f"A proxy before {url} takes no request of {size:,} bytes.",
            "Raise its limit; in nginx it is client_max_body_size.",
        )
    kind = errors.StorageFull if response.status == 507 else errors.Unavailable
    remedy = "That is not Seamark's: see what lies at that address and before it." if response.status < 500 else ""
    return kind(f"{url} answered {response.status} {response.reason or ''}.".replace(" .", "."), remedy)


def _with_wait(error: errors.SeamarkError, response: urllib3.BaseHTTPResponse) -> errors.SeamarkError:
    if isinstance(error, errors.Unavailable) and "Retry-After" in response.headers:
        error.retry_after = _read_wait(response)
    return error


def make_error(problem: Problem) -> errors.SeamarkError:
    """Return the exception that a problem document tells of."""
    kind = _find_kinds().get(problem.code) or _ANSWERS.get(problem.status)
    if kind is None:
        kind = errors.Unavailable if problem.status in {429, *range(500, 600)} else errors.SeamarkError
    if issubclass(kind, errors.InvalidQuery):
        return kind(problem.detail, problem.remedy, position=problem.position or 0)
    make: Callable[..., errors.SeamarkError] = kind
    return make(problem.detail, problem.remedy, path=problem.path)


def _find_kinds() -> dict[str, type[errors.SeamarkError]]:
    kinds: dict[str, type[errors.SeamarkError]] = {}
    waiting: list[type[errors.SeamarkError]] = [errors.SeamarkError]
    while waiting:
        kind = waiting.pop()
        kinds[kind.code] = kind
        waiting += kind.__subclasses__()
    del kinds[errors.SeamarkError.code]
    return kinds


def _unreachable(url: str, error: Exception) -> errors.ServerUnreachable:
    return errors.ServerUnreachable(f"{url} does not answer ({_tell_cause(error)}).", "It is tried again by itself.")


def _tell_cause(error: Exception) -> str:
    """Return a failure of the network in a few words."""
    text = f"{type(error).__name__} {error} {error.__cause__ or ''}"
    for sign, words in (
        ("ConnectTimeout", "connection timed out"),
        ("ReadTimeout", "no answer in time"),
        ("timed out", "connection timed out"),
        ("NameResolution", "its name is not known here"),
        ("refused", "connection refused"),
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted; set SEAMARK_CA_BUNDLE"),
        ("SSL", "no secure connection"),
        ("unreachable", "network unreachable"),
        ("No route", "no route to it"),
        ("IncompleteRead", "the answer broke off"),
        ("reset", "connection reset"),
        ("aborted", "the answer broke off"),
        ("Proxy", "the proxy does not answer"),
    ):
        if sign in text:
            return words
    return str(error)[:200]
