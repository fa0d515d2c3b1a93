"""The command line: one file per command, none of them imported before it is called."""


def main() -> None:
    """Run `seamark`."""
    from seamark.cli.commands import run_command

    run_command()
