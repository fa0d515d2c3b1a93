"""Going back: the stores of a new server, made from a back-up."""

import os
import shutil
from pathlib import Path

from seamark.core.upkeep.manifest import NAME, Manifest, check_files, read_manifest
from seamark.model.errors import Conflict


def restore(folder: Path, data: Path) -> Manifest:
    """Make a server's folder ``data``, new or empty, from the back-up in ``folder``.

    Raises:
        Conflict: the back-up is not whole, or ``data`` has something in it.
    """
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Conflict(f"{data} has something in it.", "Name a new folder: --data NEW")
    half = data.with_name(f"{data.name}.restoring")
    if half.exists():
        shutil.rmtree(half)
    half.mkdir(mode=0o700, parents=True)
    for top in sorted(folder.iterdir()):
        if top.name != NAME:
            _copy(top, half / top.name)
    os.sync()
    if data.exists():
        data.rmdir()
    half.rename(data)
    return manifest


def _copy(source: Path, target: Path) -> None:
    if not source.is_dir():
        shutil.copy2(source, target)
    elif source.name == "blobs":
        shutil.copytree(source, target, copy_function=_link)
    else:
        shutil.copytree(source, target)


def _link(source: str, target: str) -> str:
    """Link a blob, which never changes, or copy it to another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
