"""Signing in and out, and API tokens."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from seamark.core.caller import Caller
from seamark.server.callers import drop_cookie, find_cookie, set_cookie
from seamark.server.needs import CallerNeed, CoreNeed, WriterNeed
from seamark.server.routing import Route, answer
from seamark.wire.api.people import PasswordChange, Person, SignIn, Token, TokenRequest

router = APIRouter(route_class=Route, tags=["people"])


def describe(caller: Caller) -> Person:
    """Return who is calling, as it is told."""
    return Person(
        name=caller.name,
        workspace=caller.workspace,
        admin=caller.admin,
        scope=caller.scope,
        token_expires=caller.token_expires,
    )


@router.get("/me", summary="Tell who is calling")
def get_me(caller: CallerNeed) -> Person:
    """Answers 401 to whoever is not signed in."""
    return describe(caller)


@router.post("/sign-in", summary="Sign in with name and password", response_model=Person)
def sign_in(core: CoreNeed, http: Request, request: SignIn) -> Response:
    """The answer sets a cookie that scripts cannot read."""
    caller, secret = core.access.sign_in(request.name, request.password, http.client.host if http.client else "")
    response = answer(describe(caller))
    set_cookie(core, response, secret)
    return response


@router.post("/sign-out", summary="Sign this browser out", status_code=204)
def sign_out(core: CoreNeed, caller: CallerNeed, request: Request) -> Response:
    """Ends the sign-in of the cookie; API tokens stay as they are."""
    del caller
    secret = find_cookie(core, request)
    if secret:
        core.access.sign_out(secret)
    response = Response(status_code=204)
    drop_cookie(core, response)
    return response


@router.post("/password", summary="Change the own password", status_code=204)
def change_password(core: CoreNeed, caller: WriterNeed, request: PasswordChange) -> None:
    """The old password is asked for again. Not with an API token: with a browser's sign-in."""
    core.access.change_password(caller, request.old, request.new)


@router.get("/tokens", summary="List the own API tokens")
def list_tokens(core: CoreNeed, caller: CallerNeed) -> list[Token]:
    """Newest first, without their secrets."""
    return core.access.tokens(caller)


@router.post("/tokens", summary="Make an API token", status_code=201)
def make_token(core: CoreNeed, caller: WriterNeed, request: TokenRequest) -> Token:
    """The token itself stands in this answer and in no other. Made with a token, it expires no later than that."""
    return core.access.make_token(caller, request)


@router.delete("/tokens/{id}", summary="Revoke an API token", status_code=204)
def revoke_token(
    core: CoreNeed, caller: WriterNeed, id: Annotated[str, Path(description="The token's id.", examples=["tk7d2m0q"])]
) -> None:
    """Requests with it are refused from now on."""
    core.access.revoke(caller, id)
