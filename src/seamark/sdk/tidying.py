"""Removing what a server has confirmed long ago; nothing else is ever removed."""

import shutil
import time
from pathlib import Path
from typing import Final

from seamark.model.errors import SeamarkError
from seamark.sdk.cursors import list_cursors
from seamark.sdk.home import Home
from seamark.sdk.settings import KEEP_DAYS, load_settings

_DAY: Final = 86_400_000_000


def remove_old_journals(home: Home) -> int:
    """Remove the journals that were confirmed whole more than ``keep_days`` ago; return how many."""
    limit = time.time_ns() // 1000 - int(_find_keep_days(home) * _DAY)
    marked = set(home.list_open())
    removed = 0
    for folder in home.list_journals():
        name = f"{folder.parent.name}.{folder.name}"
        if name not in marked and _is_older(folder, limit):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
            if not any(folder.parent.iterdir()):
                folder.parent.rmdir()
    return removed


def _is_older(folder: Path, limit: int) -> bool:
    confirmed = [cursor.confirmed_at for cursor in list_cursors(folder) if cursor.ended]
    return bool(confirmed) and max(confirmed) < limit


def _find_keep_days(home: Home) -> float:
    try:
        return load_settings(start=home.path).keep_days
    except SeamarkError:
        return KEEP_DAYS
