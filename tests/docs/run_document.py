"""Runs every block of code in one document, in order and in one process, as a reader would."""

import subprocess
import sys
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser


def run_shell(example: Example) -> None:
    subprocess.run(["bash", "-euo", "pipefail", "-c", example.parsed], check=True, timeout=60)


if __name__ == "__main__":
    path = Path(sys.argv[1])
    parsers = [PythonCodeBlockParser(), CodeBlockParser("sh", run_shell), SkipParser()]
    count = 0
    for example in Sybil(parsers=parsers, path=str(path.parent)).parse(path).examples():
        example.evaluate()
        count += 1
    print(f"examples: {count}")
