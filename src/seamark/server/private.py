"""Folders that nobody but the server's own user may look into."""

import logging
import os
from pathlib import Path
from typing import Final

_OWN: Final = 0o700
_OTHERS: Final = 0o077

_log = logging.getLogger("seamark.server")


def keep_files_private() -> None:
    """Have whatever this process makes from now on, chdb's files among it, be for its user alone."""
    os.umask(_OTHERS)


def make_private(folder: Path) -> None:
    """Make a folder for this user alone; one of theirs that others may look into is closed, which is said.

    A folder that is somebody else's stays as it is.
    """
    folder.mkdir(mode=_OWN, parents=True, exist_ok=True)
    facts = folder.stat()
    if facts.st_uid == os.geteuid() and facts.st_mode & _OTHERS:
        folder.chmod(_OWN)
        _log.warning("%s was open to others on this machine; now it is open to its owner alone (mode 0700).", folder)
