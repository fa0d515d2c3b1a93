"""What each route of this door needs: who calls, and errors in the form that Neptune's clients read."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import urlsplit

import msgspec
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from seamark.core.assembly import Core
from seamark.core.caller import Caller
from seamark.core.objects import EVERY_KIND, find_object
from seamark.core.runs import find_project, split_name
from seamark.model import errors
from seamark.model.errors import InvalidValue, Malformed, NotSignedIn, ProjectNotFound, SeamarkError
from seamark.model.objects import read_uid
from seamark.storage.catalog.rows import ObjectRow, ProjectRow

ACCESS_SECONDS: Final = 12 * 3600
"""After so long a client asks for its access token anew; one that comes late is taken all the same."""
CLIENT_ID: Final = "seamark"

_STATUS: Final[dict[type[SeamarkError], int]] = {
    errors.TooLarge: 413,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.Unavailable: 503,
    errors.Stalled: 408,
    SeamarkError: 400,
}
_encoder: Final = msgspec.json.Encoder()


def answer(value: object, status: int = 200) -> Response:
    """Return a message as an answer."""
    return Response(_encoder.encode(value), status, media_type="application/json")


class NeptuneError(Exception):
    """An answer that is no success, with what Neptune's clients look for in it."""

    def __init__(self, status: int, message: str, error_type: str = "", **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.content = {"code": status, "errorType": error_type, "message": message, "title": message} | more


def answer_error(error: SeamarkError) -> Response:
    """Return an error of ours as Neptune's clients read it."""
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    message = f"{error.detail} {error.remedy}".strip()
    kind = "EXPERIMENT_NOT_FOUND" if isinstance(error, errors.ObjectNotFound) else ""
    title = "Syntax error" if isinstance(error, errors.InvalidQuery) else message
    response = answer({"code": status, "errorType": kind, "message": message, "title": title}, status)
    if isinstance(error, errors.Unavailable):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


class DoorRoute(APIRoute):
    """A route of this door: what goes wrong is told as Neptune's clients read it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handle = super().get_route_handler()

        async def handle_translated(request: Request) -> Response:
            try:
                return await handle(request)
            except SeamarkError as error:
                return answer_error(error)
            except NeptuneError as error:
                return answer(error.content, error.status)

        return handle_translated


# ---- tokens -------------------------------------------------------------------------------------


def write_access_token(secret: str, issuer: str) -> str:
    """Return an access token: the API token's secret in the form that the clients read (a JWT).

    They look at ``exp``, ``azp`` and ``iss`` and verify nothing. What is inside is as good, and as
    secret, as the API token itself, and ends with it.
    """
    claims = {"exp": int(time.time()) + ACCESS_SECONDS, "azp": CLIENT_ID, "iss": issuer, "key": secret}
    signed = f"{_encode_part({'alg': 'HS256', 'typ': 'JWT'})}.{_encode_part(claims)}"
    signature = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_plain64(signature)}"


def read_access_token(token: str) -> str:
    """Return the secret in an access token. Raises NotSignedIn."""
    try:
        part = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=dict[str, Any])
        return str(claims["key"])
    except (IndexError, KeyError, ValueError, msgspec.MsgspecError):
        raise NotSignedIn("This access token is none of this server's.", "Connect with an API token of it.") from None


def _encode_part(part: object) -> str:
    return _plain64(_encoder.encode(part))


def _plain64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# ---- who calls ----------------------------------------------------------------------------------


def find_base(core: Core, request: Request) -> str:
    """Return the address under which the caller reaches this server: the one it used, for it may come
    through a tunnel; behind a proxy the server's own url knows the scheme.
    """
    host = request.headers.get("host", "")
    if not host or urlsplit(core.url).netloc.lower() == host.lower():
        return core.url
    return f"{request.url.scheme}://{host}"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of somebody who is known."""

    core: Core
    caller: Caller
    request: Request

    @property
    def base(self) -> str:
        """The address that links in the answer begin with."""
        return find_base(self.core, self.request)

    async def object(self, name: str) -> ObjectRow:
        """Return the object that an ``experimentId`` means: a UUID, or ``workspace/project/SYS-ID``.

        Raises:
            ObjectNotFound: there is none that the caller may read.
        """
        workspace, _, rest = name.partition("/")
        if not rest:
            return await find_object(self.core, self.caller, read_uid(name))
        project, _, id = rest.partition("/")
        row = await asyncio.to_thread(find_project, self.core, self.caller, workspace, project)
        return await find_object(self.core, self.caller, id, project=row, kinds=EVERY_KIND)

    async def writable_object(self, name: str) -> ObjectRow:
        """Return the object that an ``experimentId`` means, if the caller may write to it.

        Raises:
            ObjectNotFound: there is none that the caller may read.
            Forbidden: the caller may not write there.
        """
        row = await self.object(name)
        project = await asyncio.to_thread(self.core.catalog.projects.get, row.project)
        self.core.access.check(self.caller, "write", project)
        return row

    async def project(self, name: str) -> ProjectRow:
        """Return the project that a ``projectIdentifier`` means: a UUID, or ``workspace/project``.

        Raises:
            ProjectNotFound: there is none that the caller may read.
        """
        return await asyncio.to_thread(self._project, name)

    def _project(self, name: str) -> ProjectRow:
        if "/" in name:
            return find_project(self.core, self.caller, *split_name(self.caller, name))
        row = self.core.catalog.projects.find_uid(name.replace("-", "").lower())
        if row is None:
            raise ProjectNotFound(f"There is no project {name}.", "Check its name and workspace.")
        return find_project(self.core, self.caller, row.workspace, row.name)

    async def body(self, type: Any, empty: bytes = b"{}") -> Any:
        """Return the body's message, or that of ``empty`` where there is none. Raises Malformed."""
        data = await self.request.body()
        try:
            return msgspec.json.decode(data or empty, type=type)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
            raise Malformed(f"The body cannot be read: {problem}.", "Send JSON in UTF-8.") from None


def get_core(request: Request) -> Core:
    """Return the server's core."""
    core: Core = request.app.state.core
    return core


def identify(core: Core, authorization: str) -> Caller:
    """Return who an ``Authorization`` header belongs to. Raises NotSignedIn."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("No access token came with the request.", "Connect with an API token of this server.")
    return core.access.identify(read_access_token(token.strip()))


def find_call(request: Request) -> Call:
    """Return who is calling. Raises NotSignedIn."""
    core = get_core(request)
    return Call(core, identify(core, request.headers.get("authorization", "")), request)


CallNeed: TypeAlias = Annotated[Call, Depends(find_call)]
"""A call of somebody who is known."""


def spell_uid(uid: str) -> str:
    """Return a uid with dashes, as Neptune writes them."""
    return f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"


def check_text(text: str, name: str) -> str:
    """Return a text of the query as it is. Raises InvalidValue where the stores cannot hold it."""
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise InvalidValue(f'"{name}" has a character that no name has.', "Remove it.", path=name)
    return text
