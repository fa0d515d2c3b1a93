"""The list of commands, and what they share: the words of an error, the exit code."""

import importlib
import sys
from typing import Final, NoReturn

import click

COMMANDS: Final = {
    "up": "Start the server: on this machine alone, or for a team.",
    "open": "Open the running local server in the browser.",
    "login": "Choose the server that this user's runs go to.",
    "logout": "Forget that server.",
    "whoami": "Say which server and person runs go to and why.",
    "sync": "Send what is only on this machine.",
    "status": "Count what is here and what the server has.",
    "runs": "List and show runs.",
    "trash": "Put runs aside, or delete them for good.",
    "import": "Bring in what other trackers left behind.",
    "token": "Make, list and revoke API tokens.",
    "admin": "Say who belongs to workspaces and projects of a team.",
    "demo": "Train on handwritten digits, to have something to look at.",
    "doctor": "Print a diagnosis for a bug report, without secrets.",
    "repair": "Prove that the stores agree, and mend them.",
    "backup": "Copy a running server's stores into a folder.",
    "restore": "Make a server's stores from a back-up.",
}
"""Each command with its help, so that `seamark --help` imports none of them."""
_MODULES: Final = {"import": "import_"}
"""The modules of commands whose names are Python's own words."""


class Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the list."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"seamark.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="seamark", message="seamark %(version)s")
def seamark() -> None:
    """Seamark, the self-hosted home of machine-learning experiments."""


def run_command() -> None:
    """Run the command of the command line; an error ends in one message, never in a traceback."""
    from seamark.model.errors import SeamarkError, ServerUnreachable

    try:
        sys.exit(seamark.main(prog_name="seamark", standalone_mode=False))
    except click.exceptions.Abort:
        click.echo("seamark  interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ServerUnreachable as error:
        _complain(error.detail, "See that it runs, and that the address is right: seamark doctor")
    except SeamarkError as error:
        _complain(error.detail, error.remedy)
    except ModuleNotFoundError as error:
        _explain_missing(error)
    except OSError as error:
        _complain(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.", "")


def _complain(*lines: str) -> NoReturn:
    text = "\n".join(line for line in lines if line)
    click.echo("seamark  " + text.replace("\n", "\n         "), err=True)
    sys.exit(1)


def _explain_missing(error: ModuleNotFoundError) -> NoReturn:
    if (error.name or "").startswith("seamark"):
        raise error
    extra = "demo" if error.name == "sklearn" else "server"
    if sys.platform == "win32" and extra == "server":
        _complain(
            "The server runs on Linux and macOS, not on Windows itself.", "Use WSL or Docker, or a team's server."
        )
    _complain(
        f"This command needs {error.name}, which is not installed.", f'Install it: pip install "seamark[{extra}]"'
    )
