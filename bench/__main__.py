"""`python -m bench [QUESTION …]`: measure and print the table."""

import importlib
import sys

from bench.report import print_head, print_rows

QUESTIONS = (
    "append",
    "wide_log",
    "starting",
    "short_runs",
    "ingest",
    "screen",
    "screens",
    "server",
    "series",
    "wide_run",
    "table",
    "groups",
    "comparing",
    "neptune_door",
)


def main(chosen: list[str]) -> None:
    """Answer the questions named, by default all."""
    for name in chosen:
        if name not in QUESTIONS:
            sys.exit(f"There is no question {name!r}; choose among {', '.join(QUESTIONS)}.")
    print_head()
    for name in chosen or QUESTIONS:
        print_rows(importlib.import_module(f"bench.{name}").measure())


if __name__ == "__main__":
    main(sys.argv[1:])
