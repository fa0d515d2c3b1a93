"""Which packages are installed, in the form of ``pip freeze``, read from their folders' names."""

import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from seamark.sdk.media import File


def read_packages() -> File:
    """Return the list of packages as a text file."""
    found: dict[str, str] = {}
    for folder in dict.fromkeys(sys.path):
        for name, line in _list_folder(folder or "."):
            found.setdefault(name, line)
    text = "".join(f"{line}\n" for _, line in sorted(found.items()))
    return File(text.encode(), name="requirements.txt", media_type="text/plain")


def _list_folder(folder: str) -> list[tuple[str, str]]:
    try:
        entries = os.listdir(folder)  # noqa: PTH208  Path.iterdir takes ten times as long
    except OSError:
        return []
    return [_spell(folder, entry) for entry in entries if entry.endswith((".dist-info", ".egg-info")) and "-" in entry]


def _spell(folder: str, entry: str) -> tuple[str, str]:
    name, _, version = entry.rpartition(".")[0].partition("-")
    name = name.replace("_", "-")
    if entry.endswith(".egg-info"):
        version = version.partition("-")[0]
    origin = _read_origin(Path(folder, entry, "direct_url.json"))
    return name.lower(), f"{name} @ {origin}" if origin else f"{name}=={version}"


def _read_origin(file: Path) -> str:
    try:
        facts = msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except (OSError, ValueError):
        return ""
    url = str(facts.get("url", ""))
    source = facts.get("vcs_info")
    return f"{source.get('vcs', 'git')}+{url}@{source.get('commit_id', '')}" if isinstance(source, dict) else url
