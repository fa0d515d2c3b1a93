"""`seamark login`: choose the server that this user's runs go to."""

import socket
from pathlib import Path

import click

from seamark.model.errors import InvalidValue, NotSignedIn
from seamark.sdk.login import normalise_url, write_login
from seamark.sdk.settings import load_settings, read_token
from seamark.sdk.transport import Transport
from seamark.wire.api.people import Person, SignIn, Token, TokenRequest


@click.command()
@click.argument("url", default="")
@click.option("--token", envvar="SEAMARK_TOKEN", default="", help="The token. Default: asked for.", show_envvar=True)
@click.option("--name", default="", help="Sign in with name and password; a token is made for this machine.")
@click.option("--ca-bundle", default="", help="A file of certificates to trust, of a server that makes its own.")
def command(url: str, token: str, name: str, ca_bundle: str) -> None:
    """Choose the server that this user's runs go to: URL, or none where the token carries it."""
    chosen = str(Path(ca_bundle).expanduser().absolute()) if ca_bundle else ""
    ca_bundle = chosen or load_settings(url=url or None, token=token or None).ca_bundle
    if name:
        token = _make_token(normalise_url(_required(url)), name, ca_bundle)
    carried, secret = read_token(token or click.prompt("Token", hide_input=True).strip())
    address = normalise_url(_required(url or carried))
    person = Transport(address, secret, ca_bundle, patience=5).get("/me", Person)
    path = write_login(address, secret, chosen)
    click.echo(f"seamark  {person.name} at {address}. Runs of this user go there from now on.")
    click.echo(f"         The token is in {path}. Undo it: seamark logout")


def _required(url: str) -> str:
    if not url:
        raise InvalidValue("The token carries no address.", "Give it: seamark login https://…")
    return url


def _make_token(url: str, name: str, ca_bundle: str) -> str:
    """Sign in once, and make a token that this machine keeps instead of the password."""
    import msgspec

    transport = Transport(url, "", ca_bundle, patience=5)
    password = click.prompt(f"Password of {name}", hide_input=True)
    answer = transport.request("POST", "/sign-in", body=msgspec.json.encode(SignIn(name=name, password=password)))
    cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
    request = TokenRequest(name=f"{socket.gethostname()} (seamark login)")
    headers = {"Cookie": cookie, "Origin": url}
    made = transport.request("POST", "/tokens", body=msgspec.json.encode(request), headers=headers)
    token = msgspec.json.decode(made.body, type=Token).token
    if not token:
        raise NotSignedIn(f"{url} made no token.", "Make one in its settings, and give it to seamark login.")
    return token
