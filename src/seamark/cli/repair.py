"""`seamark repair`: prove that the stores agree, and mend them."""

import sys
from pathlib import Path

import click

from seamark.sdk.settings import load_settings


@click.command()
@click.option("--check", is_flag=True, help="Only look, change nothing; the exit code is 1 if something is wrong.")
@click.option("--data", type=click.Path(path_type=Path), help="The server's folder. Default: HOME/server.")
@click.option("--columns", default="", envvar="SEAMARK_COLUMNS_URL", help="The URL of the columns store, if elsewhere.")
def command(check: bool, data: Path | None, columns: str) -> None:
    """Prove that both orders of the fields and the statistics agree, and mend them. The server must not run."""
    folder = data or load_settings().home / "server"
    if not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder of a server. Say where it is: --data FOLDER")
    sys.exit(1 if look_and_mend(folder, columns, only_look=check) else 0)


def look_and_mend(folder: Path, columns_url: str, *, only_look: bool) -> int:
    """Print what is wrong, mend it unless told not to, and return how much is still wrong."""
    from seamark.core.lease import Lease
    from seamark.storage.columns import open_columns

    lease = Lease(folder, "")
    lease.lock()
    try:
        store = open_columns(columns_url or f"chdb://{(folder / 'columns').absolute()}", memory_limit=600 * 2**20)
        try:
            found = store.check()
            for damage in found[:20]:
                click.echo(f"seamark  {damage}")
            if found and not only_look:
                click.echo(f"seamark  {store.mend(0):,} rows mended")
                found = store.check()
        finally:
            store.close()
    finally:
        lease.release()
    click.echo(
        "seamark  both orders and the statistics agree" if not found else f"seamark  {len(found)} things are wrong"
    )
    return len(found)
