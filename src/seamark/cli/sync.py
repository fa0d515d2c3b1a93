"""`seamark sync`: send what is only on this machine."""

import click

from seamark.sdk.settings import load_settings
from seamark.sdk.sync import sync

PARTS = 1000


@click.command()
@click.argument("runs", nargs=-1)
@click.option(
    "--to",
    default=None,
    help="Send all of them to this server; their own still gets them too. Default: each run's own server, else that of the settings.",
)
@click.option("--follow", is_flag=True, help="Go on until every run has ended, as a relay for nodes without network.")
def command(runs: tuple[str, ...], to: str | None, follow: bool) -> None:
    """Send what is only on this machine: RUNS by id or short name, by default all."""
    with click.progressbar(length=PARTS, label="seamark  sending") as bar:

        def show(part: float) -> None:
            bar.update(int(part * PARTS) - bar.pos)

        try:
            delivery = sync(load_settings().home, runs, to, follow=follow, progress=show)
        except KeyboardInterrupt:
            raise click.Abort from None
    sent = [f"{delivery.sent:,} records sent."] if delivery.sent or delivery.left else []
    left = f"{delivery.left:,} are only here: seamark status" if delivery.left else "Nothing is left."
    click.echo(" ".join(["seamark ", *sent, left]))
