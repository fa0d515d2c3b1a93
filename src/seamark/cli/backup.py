"""`seamark backup`: copy a running server's stores into a folder."""

from pathlib import Path

import click

from seamark.cli.connect import connect
from seamark.wire.api.server import Backup, BackupRequest


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Copy a running server's stores into FOLDER, a new one on the server's machine."""
    transport = connect()
    click.echo(f"seamark  {transport.url} copies its stores …", err=True)
    request = BackupRequest(folder=str(folder.absolute()))
    made = transport.send("POST", "/backup", request, Backup)
    click.echo(
        f"seamark  {made.bytes / 2**20:,.1f} MiB in {made.folder}. Restore it: seamark restore {folder} --data NEW"
    )
