"""Writes docs/reference/ from the code: commands from click, settings and limits from their fields.

`python tools/reference.py --check` says whether what is there is fresh.
"""

import ast
import inspect
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from seamark.cli.commands import COMMANDS, seamark
from seamark.model import limits
from seamark.sdk import settings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def write_commands() -> str:
    """Return the page of all commands."""
    parts = ["# Commands", "", "Written from the commands themselves; `seamark COMMAND --help` prints the same.", ""]
    context = click.Context(seamark, info_name="seamark")
    for name in COMMANDS:
        command = seamark.get_command(context, name)
        assert command is not None
        parts += _write_command(command, click.Context(command, info_name=name, parent=context), 2)
    return "\n".join(parts)


def _write_command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    yield f"{'#' * level} {context.command_path}"
    yield ""
    yield inspect.cleandoc(command.help or "")
    yield ""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _write_command(inner, click.Context(inner, info_name=name, parent=context), level + 1)
        return
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{context.command_path} {pieces}\n```"
    yield ""
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    rows = [record for option in options if (record := option.get_help_record(context)) and "--help" not in option.opts]
    if rows:
        yield "| option | what it does |\n|---|---|"
        yield from (f"| `{spelling}` | {text.replace('|', '/')} |" for spelling, text in rows)
        yield ""


def write_settings() -> str:
    """Return the page of all settings of the client."""
    parts = [
        "# Settings",
        "",
        "First found wins: the argument of `init_run`, the environment, `seamark.toml` or `[tool.seamark]` in",
        "`pyproject.toml` found upwards from the script, the user's file written by `seamark login`, the local server of",
        "this machine, this machine's home. `seamark doctor` prints each value and where it came from.",
        "",
        "| setting | environment | what it is |",
        "|---|---|---|",
    ]
    for name, text in read_fields(settings, "Settings").items():
        parts.append(f"| `{name}` | `SEAMARK_{name.upper()}` | {text} |")
    return "\n".join([*parts, ""])


def read_fields(module: object, owner: str) -> dict[str, str]:
    """Return the documented fields of a class, or of a module where ``owner`` is empty."""
    tree: ast.AST = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    if owner:
        tree = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == owner)
    found = {}
    body = tree.body  # type: ignore[attr-defined]
    for field, text in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            found[field.target.id] = " ".join(ast.literal_eval(text.value).split())
    return found


def write_limits() -> str:
    """Return the page of all limits."""
    parts = [
        "# Limits",
        "",
        "`GET /api/v1/info` shows the same.",
        "",
        "| limit | value | what it limits |",
        "|---|---|---|",
    ]
    values = limits.as_mapping()
    for name, text in read_fields(limits, "").items():
        parts.append(f"| `{name.lower()}` | {values[name.lower()]:,} | {text} |")
    return "\n".join([*parts, ""])


def main(only_check: bool) -> int:
    """Write the pages, or say which are stale."""
    pages = {"commands.md": write_commands(), "settings.md": write_settings(), "limits.md": write_limits()}
    stale = [
        name for name, text in pages.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text
    ]
    if only_check:
        print(f"stale: {', '.join(stale)}. Run make docs." if stale else "fresh")
        return len(stale)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
