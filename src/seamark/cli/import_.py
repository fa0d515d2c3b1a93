"""`seamark import`: bring in what other trackers left behind."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seamark.cli.connect import open_transport
from seamark.model.errors import InvalidValue
from seamark.model.objects import ObjectKind
from seamark.sdk.settings import load_settings

if TYPE_CHECKING:
    from seamark.history.report import Report

SHOWN = 20
"""So many findings are printed; all stand in the report's file."""


@click.group()
def command() -> None:
    """Bring in what other trackers left behind."""


@command.command(name="neptune-export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="The folder of files, --files-path of the exporter. Default: `files` beside the data.",
)
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="[SOURCE=]TARGET",
    help="Where runs go, where not to the project of the same name. SOURCE is Neptune's name for it; it can be left out for a single one.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="ID",
    help="Only this run, model or version, by Neptune's id. Can be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Read everything, send nothing, and say what was found.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write all of it as JSON."
)
def neptune_export(
    folder: Path,
    files: Path | None,
    projects: tuple[str, ...],
    only: tuple[str, ...],
    dry_run: bool,
    report: Path | None,
) -> None:
    """Bring in FOLDER, written by neptune-exporter, and prove that all of it is there.

    Called again it goes on where it stood; what is there already is not changed.
    """
    from seamark.history.destination import Destination
    from seamark.history.neptune_export.importing import Importer
    from seamark.history.neptune_export.layout import find_export
    from seamark.history.neptune_export.surveying import survey

    export = find_export(folder, files)
    settings = load_settings()
    destination = None if dry_run else Destination(open_transport(settings), settings.home / "imports")
    with click.progressbar(list(export.runs()), label="seamark  looking") as folders:
        found = survey(export, folders, only=frozenset(only), dry=dry_run)
    places = _read_places(projects, found.projects())
    with click.progressbar(length=found.rows, label="seamark  reading" if dry_run else "seamark  sending") as bar:
        try:
            done = Importer(export, found, destination, places, bar.update).run()
        except KeyboardInterrupt:
            raise click.Abort from None
    if report is not None:
        report.write_bytes(done.encode())
    tell(done)
    if not done.is_whole:
        raise SystemExit(1)


def _read_places(given: tuple[str, ...], projects: list[str]) -> dict[str, str]:
    """Return where each of Neptune's projects goes that does not keep its name."""
    places = {}
    for text in given:
        source, equals, target = text.rpartition("=")
        if not equals and len(projects) != 1:
            raise InvalidValue(
                f"The export has {len(projects)} projects; {text!r} does not say which is meant.",
                f"Write --project {projects[0] if projects else 'SOURCE'}={text}",
            )
        if equals and source not in projects:
            raise InvalidValue(f"The export has no project {source!r}.", f"It has {', '.join(projects[:10])}.")
        places[source if equals else projects[0]] = target
    return places


def tell(report: "Report") -> None:
    """Print a report in short."""
    rows = [("TYPE", "READ", "EXPECTED", "STORED", "")]
    for type, (read, expected, stored) in report.totals().items():
        equal = "" if report.dry else "equal" if stored == expected else "NOT EQUAL"
        rows.append((type, f"{read:,}", f"{expected:,}", "-" if report.dry else f"{stored:,}", equal))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:4], widths[1:4], strict=True)),
        ]
        click.echo("  ".join([*cells, row[4]]).rstrip())
    counts: dict[str, int] = {}
    found = sorted(report.all_findings(), key=lambda item: not item[1].is_loss)
    for _, finding in found:
        counts[finding.kind.value] = counts.get(finding.kind.value, 0) + finding.count
    for words, count in counts.items():
        click.echo(f"{count:,} x {words}")
    for run, finding in [item for item in found if item[1].is_loss][:SHOWN]:
        click.echo(
            _printable(f"  {' '.join(part for part in (run, finding.path) if part)}: {finding.detail}".rstrip(": "))
        )
    what = _count_kinds(report)
    if report.dry:
        click.echo(f"seamark  {what} read; nothing was sent.")
    elif report.is_whole:
        click.echo(f"seamark  {what} brought in, whole.")
    else:
        click.echo(f"seamark  {what} brought in; what is named above was left out. All of it: --report FILE")


def _count_kinds(report: "Report") -> str:
    """Return how many runs, models and versions there are, such as ``3 runs, 1 model``."""
    counts = Counter(run.kind for run in report.runs)
    words = {ObjectKind.RUN: "run", ObjectKind.MODEL: "model", ObjectKind.MODEL_VERSION: "model version"}
    told = [
        f"{counts[kind]:,} {word}{'' if counts[kind] == 1 else 's'}" for kind, word in words.items() if counts[kind]
    ]
    return ", ".join(told) or "0 runs"


def _printable(text: str) -> str:
    """Return text without what would steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
