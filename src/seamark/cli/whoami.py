"""`seamark whoami`: which server and person runs go to, and why."""

import time

import click

from seamark.cli.connect import open_transport
from seamark.sdk.settings import load_settings
from seamark.wire.api.people import Person


@click.command()
def command() -> None:
    """Say which server and person runs go to and why."""
    settings = load_settings()
    person = open_transport(settings).get("/me", Person)
    click.echo(f"{person.name} at {settings.url}")
    click.echo(f"  workspace  {person.workspace}{' · admin' if person.admin else ''}")
    click.echo(f"  server     from {settings.origin_of('url')}")
    click.echo(f"  token      from {settings.origin_of('token')}, may {person.scope}{_tell_end(person.token_expires)}")
    click.echo(f"  project    {settings.project or 'named after the repository, else default'}")


def _tell_end(expires: int | None) -> str:
    if expires is None:
        return ""
    return time.strftime(", until %-d %b %Y", time.localtime(expires / 1e6))
