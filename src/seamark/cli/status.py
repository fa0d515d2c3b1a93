"""`seamark status`: count what is here and what the server has."""

import click

from seamark.sdk.accounts import JournalStatus, status
from seamark.sdk.settings import load_settings

HEAD = f"{'RUN':<13} {'ID':<10} {'PROJECT':<20} {'HERE':>10} {'SERVER':>10}  STATE"


@click.command()
@click.option("--offline", is_flag=True, help="Count on this machine alone, ask no server.")
@click.option("--all", "everything", is_flag=True, help="List also what the server has whole.")
def command(offline: bool, everything: bool) -> None:
    """Count what is here and what the server has, session by session."""
    home = load_settings().home
    sessions = status(home, ask=not offline)
    shown = [session for session in sessions if everything or not session.is_equal or session.files_left]
    if shown:
        click.echo(HEAD)
    for session in shown:
        click.echo(_spell(session))
    whole = sum(session.is_equal for session in sessions)
    left = sum(session.left for session in sessions)
    click.echo(f"{len(sessions)} sessions in {home}; the server has {whole} of them whole.")
    if left:
        click.echo(f"{left:,} records are only here. Send them: seamark sync")


def _spell(session: JournalStatus) -> str:
    has = "?" if session.server is None else f"{session.server:,}"
    state = "running" if session.is_live else "ended"
    state += f", {session.files_left} files to send" if session.files_left else ""
    state += f", {session.refused} refused" if session.refused else ""
    state += f", {session.damaged} damaged" if session.damaged else ""
    state += f" ({session.problem})" if session.problem else ""
    name = session.project if len(session.project) <= 20 else session.project[:19] + "…"
    return f"{session.short:<13} {session.id or '-':<10} {name:<20} {session.records:>10,} {has:>10}  {state}"
