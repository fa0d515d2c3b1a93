"""`seamark restore`: make a server's stores from a back-up."""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="The server's new folder.")
def command(folder: Path, data: Path) -> None:
    """Make a server's stores below --data from the back-up in FOLDER."""
    from seamark.core.upkeep import restore

    restore(folder, data)
    click.echo(f"seamark  {folder} is restored. Start a server on it: seamark up --data {data}")
