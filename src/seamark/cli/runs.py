"""`seamark runs`: list runs and show one."""

import sys
import time
from typing import Any

import click
import msgspec

from seamark.cli.connect import choose_project, connect
from seamark.wire.api.fields import Field, FieldPage
from seamark.wire.api.runs import Run
from seamark.wire.api.tables import Column, Sort, TablePage, TableRequest, TableRow

HEAD = ("ID", "NAME", "STATE", "CREATED", "OWNER")


@click.group()
def command() -> None:
    """List and show runs."""


@command.command(name="list")
@click.option("--project", default="", help="The project, or workspace/project. Default: the one of the settings.")
@click.option("--query", default="", help="Which runs, such as 'config/lr > 0.01'.")
@click.option("--columns", default="", help="Fields to show, separated by commas.")
@click.option("--sort", default="sys/created_at", show_default=True, help="The field to sort by.")
@click.option("--ascending", is_flag=True, help="Smallest first.")
@click.option("--limit", default=20, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one run a line.")
def list_runs(project: str, query: str, columns: str, sort: str, ascending: bool, limit: int, as_json: bool) -> None:
    """List the runs of a project."""
    transport = connect()
    workspace, name = choose_project(transport, project)
    paths = [path.strip() for path in columns.split(",") if path.strip()]
    request = TableRequest(
        columns=[Column(path=path) for path in paths],
        sort=[Sort(path=sort, descending=not ascending)],
        query=query,
        limit=limit,
    )
    page = transport.send("POST", f"/projects/{workspace}/{name}/table", request, TablePage)
    if as_json:
        for row in page.rows:
            sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
        return
    _print_table([(*HEAD, *paths), *(_spell_row(row) for row in page.rows)])
    click.echo(f"{len(page.rows)} of {page.matched} runs in {workspace}/{name}", err=True)


@command.command()
@click.argument("run")
@click.option("--project", default="", help="The project, where RUN is your own id.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(run: str, project: str, as_json: bool) -> None:
    """Show a run and its fields."""
    transport = connect()
    scope = {"project": "/".join(choose_project(transport, project))} if project else None
    found = transport.get(f"/runs/{run}", Run, query=scope)
    page = transport.get(f"/runs/{found.uid}/fields", FieldPage, query={"limit": 1000})
    if as_json:
        sys.stdout.write(msgspec.json.encode({"run": found, "fields": page.fields}).decode() + "\n")
        return
    progress = f" · {found.progress:g} of {found.progress_total:g}" if found.progress and found.progress_total else ""
    click.echo(_printable(f"{found.id} · {found.project} · {found.name}".rstrip(" ·")))
    click.echo(
        _printable(
            f"{found.state}{progress}{' · ' + found.reason if found.reason else ''} · {_spell_time(found.created_at)}"
        )
    )
    click.echo(found.url)
    click.echo()
    _print_table([(_printable(field.path), field.type, _spell_field(field)) for field in page.fields])
    if page.next:
        click.echo(f"… and {page.total - len(page.fields)} more fields", err=True)


def _spell_row(row: TableRow) -> tuple[str, ...]:
    run = row.run
    return (
        run.id,
        _printable(run.name),
        run.state,
        _spell_time(run.created_at),
        run.owner,
        *(_spell(cell) for cell in row.cells),
    )


def _spell_field(field: Field) -> str:
    if field.stats is not None:
        return f"{field.stats.count:,} points, last {_spell(field.stats.last)}"
    if field.file is not None:
        return f"{_printable(field.file.name)} ({field.file.size:,} bytes)"
    if field.files is not None:
        return f"{field.files:,} files"
    return _spell(field.value)


def _printable(text: str) -> str:
    """Return text without what would steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _spell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = "" if value is None else _printable(str(value).replace("\n", " "))
    return text if len(text) <= 60 else text[:59] + "…"


def _spell_time(stamp: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(stamp / 1e6))


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
