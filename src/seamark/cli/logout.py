"""`seamark logout`: forget the server that this user's runs go to."""

import click

from seamark.sdk.login import read_login, remove_login, tell_login_path


@click.command()
@click.argument("url", default="")
def command(url: str) -> None:
    """Forget a server's token: that of URL, by default of the server in use."""
    address = url or str(read_login().values.get("url", ""))
    if address and remove_login(address):
        click.echo(f"seamark  {address} is forgotten; runs stay on this machine or go to its own server.")
    else:
        click.echo(f"seamark  nothing to forget: {tell_login_path()} names {'no such server' if url else 'no server'}.")
