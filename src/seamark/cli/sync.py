"""`seamark sync`: send what is only on this machine."""

import click

from seamark.sdk.settings import load_settings


@click.command()
@click.argument("runs", nargs=-1)
@click.option("--to", default=None, help="Another server, or the folder of another home. Default: each run's own.")
@click.option("--follow", is_flag=True, help="Go on while runs go on, as a relay for nodes without network.")
def command(runs: tuple[str, ...], to: str | None, follow: bool) -> None:
    """Send what is only on this machine: RUNS by their short names, by default all."""
    from seamark.sdk.sync import sync

    home = load_settings().home
    with click.progressbar(length=1000, label="seamark  sending") as bar:
        delivery = sync(
            home, runs=runs, to=to, follow=follow, progress=lambda part: bar.update(int(part * 1000) - bar.pos)
        )
    click.echo(f"seamark  {delivery.sent:,} records sent, {delivery.left:,} left.")
