"""The code that runs: the entry script, or a notebook's cells in the order they were executed."""

import sys
from pathlib import Path
from typing import Any

from seamark.sdk.media import File


def find_script() -> Path | None:
    """Return the entry script, None in a shell or notebook."""
    name = getattr(sys.modules.get("__main__"), "__file__", None)
    path = Path(name) if name else None
    return path if path is not None and path.is_file() else None


def find_shell() -> Any:
    """Return IPython's shell, None outside it."""
    interactive = sys.modules.get("IPython")
    return interactive.get_ipython() if interactive is not None else None


def read_cells(shell: Any) -> File:
    """Return the executed cells as a Python file with one ``# %%`` mark per cell."""
    cells = shell.user_ns.get("In", [])
    text = "\n".join(f"# %% [{number}]\n{cell.rstrip()}\n" for number, cell in enumerate(cells) if cell.strip())
    return File(text.encode(errors="replace"), name="cells.py", media_type="text/x-python")
