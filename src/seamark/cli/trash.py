"""`seamark trash`: put runs and models aside, take them out again, delete them for good."""

import click

from seamark.cli.connect import choose_project, connect
from seamark.wire.api.trash import TrashRequest, TrashResult

_PROJECT = click.option("--project", default="", help="The project, or workspace/project. Default: of the settings.")
_IDS = click.argument("ids", nargs=-1, required=True)
_YES = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group()
def command() -> None:
    """Put runs and models aside, take them out again, delete them for good."""


@command.command()
@_IDS
@_PROJECT
def put(ids: tuple[str, ...], project: str) -> None:
    """Put runs, models or model versions into the trash of their project."""
    click.echo(f"seamark  {_ask('POST', project, 'trash', ids)} in the trash now.")


@command.command()
@_IDS
@_PROJECT
def restore(ids: tuple[str, ...], project: str) -> None:
    """Take them out of the trash."""
    click.echo(f"seamark  {_ask('POST', project, 'trash/restore', ids)} taken out of the trash.")


@command.command()
@_IDS
@_PROJECT
@_YES
def delete(ids: tuple[str, ...], project: str, yes: bool) -> None:
    """Delete what is in the trash for good."""
    yes or click.confirm(f"Delete {', '.join(ids)} for good?", abort=True)
    click.echo(f"seamark  {_ask('POST', project, 'trash/delete', ids)} deleted.")


@command.command()
@_PROJECT
@_YES
def empty(project: str, yes: bool) -> None:
    """Delete all that is in a project's trash for good."""
    name = "/".join(choose_project(connect(), project))
    yes or click.confirm(f"Delete all that is in the trash of {name} for good?", abort=True)
    click.echo(f"seamark  {_ask('DELETE', name, 'trash')} deleted.")


def _ask(method: str, project: str, what: str, ids: tuple[str, ...] = ()) -> str:
    server = connect()
    workspace, name = choose_project(server, project)
    request = TrashRequest(ids=list(ids)) if ids else None
    done = server.send(method, f"/projects/{workspace}/{name}/{what}", request, TrashResult).objects
    return f"{done:,} {'object is' if done == 1 else 'objects are'}"
