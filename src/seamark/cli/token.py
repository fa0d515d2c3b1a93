"""`seamark token`: make, list and revoke API tokens."""

import re
import time

import click

from seamark.cli.connect import connect
from seamark.cli.environment import tell_environment
from seamark.model.errors import InvalidValue
from seamark.sdk.transport import Transport
from seamark.wire.api.people import Token, TokenRequest
from seamark.wire.api.server import Info

UNITS = {"h": 3600, "d": 86400, "w": 7 * 86400}


@click.group()
def command() -> None:
    """Make, list and revoke API tokens."""


@command.command()
@click.argument("name")
@click.option("--read", is_flag=True, help="It may read only.")
@click.option("--expires", default="", help="After how long it ends, such as 12h, 30d or 8w. Default: never.")
def make(name: str, read: bool, expires: str) -> None:
    """Make a token called NAME and print it, this once."""
    request = TokenRequest(name=name, scope="read" if read else "write", expires_in=read_seconds(expires))
    server = connect()
    print_token(server, server.send("POST", "/tokens", request, Token))


@command.command(name="list")
def list_tokens() -> None:
    """List tokens; the secrets are not shown again."""
    for token in connect().get("/tokens", list[Token]):
        end = _day(token.expires_at) if token.expires_at else "never"
        used = _day(token.used_at) if token.used_at else "never"
        click.echo(f"{token.id:<10} {token.name:<28} {token.scope:<6} ends {end:<12} used {used}")


@command.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """Revoke the token with this id."""
    connect().send("DELETE", f"/tokens/{token_id}", None, type(None))
    click.echo(f"seamark  {token_id} is revoked.")


def print_token(server: Transport, token: Token) -> None:
    """Print a token by itself, for scripts, and beside it what a machine needs to use it."""
    click.echo(token.token)
    info = server.get("/info", Info)
    for line in tell_environment("…", info.url, info.certificate):
        click.echo(f"seamark  {line}", err=True)


def read_seconds(text: str) -> int | None:
    """Return the seconds of a length of time such as 12h, 30d or 8w; None for an empty text."""
    if not text:
        return None
    match = re.fullmatch(r"(\d+)([hdw])", text)
    if match is None:
        raise InvalidValue(f"{text!r} is no length of time.", "Write it as 12h, 30d or 8w.")
    return int(match[1]) * UNITS[match[2]]


def _day(stamp: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(stamp / 1e6))
