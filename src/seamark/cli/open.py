"""`seamark open`: show the running local server in the browser."""

import os
import time
import webbrowser

import click

from seamark.cli.links import tell_link
from seamark.model.errors import Unavailable
from seamark.sdk.settings import load_settings
from seamark.wire.visits import make_visit_key


@click.command()
@click.option("--print", "only_print", is_flag=True, help="Print the link and open nothing.")
def command(only_print: bool) -> None:
    """Open the running local server in the browser."""
    home = load_settings().home
    link = tell_link(home)
    if link is None:
        raise Unavailable(f"No server runs on this machine for {home}.", "Start one: seamark up")
    click.echo(link)
    if not only_print and not os.environ.get("SSH_CONNECTION"):
        address, _, key = link.partition("key=")
        webbrowser.open(f"{address}key={make_visit_key(key, time.time())}")
