"""Reading a run's fields as Neptune's code expects them: under its names, in its forms."""

import filecmp
import shutil
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

from seamark.model.errors import FieldNotFound, FileMissing
from seamark.model.objects import RunState
from seamark.model.values import FieldType, Shape
from seamark.neptune.exceptions import MissingFieldException, TypeDoesNotSupportAttributeException
from seamark.neptune.types.atoms import Artifact
from seamark.sdk.files import Manifest
from seamark.sdk.reading import RunReader, place_below, safe_name
from seamark.sdk.values import from_micros
from seamark.wire.api.fields import Field, FileFacts
from seamark.wire.neptune_names import to_ours, to_theirs

_ATOMS: Final = frozenset(
    {FieldType.BOOL, FieldType.INT, FieldType.FLOAT, FieldType.STRING, FieldType.DATETIME, FieldType.JSON}
)
_ABSENT: Final[dict[str, Any]] = {
    "sys/running_time": 0.0,
    "sys/failed": False,
    "sys/trashed": False,
    "sys/name": "",
    "sys/description": "",
    "sys/tags": set(),
    "sys/group_tags": set(),
}
"""What every run of Neptune's has from the beginning."""


@dataclass
class ArtifactFileData:
    """A file of a data set."""

    file_path: str
    file_hash: str
    type: str
    metadata: dict[str, str] = field(default_factory=dict)
    size: int | None = None


@dataclass
class FileEntry:
    """What lies in a set of files."""

    name: str
    size: int | None
    mtime: datetime | None
    file_type: str


def spell_state(state: object) -> str:
    """Return Neptune's word for a run's state."""
    return "Active" if state == RunState.RUNNING else "Inactive"


def fetch(reader: RunReader, path: str) -> Any:
    """Return a single value, a set, a data set, or the single values of a namespace."""
    found = reader.find_field(to_ours(path)) if path else None
    if found is not None:
        return _read(reader, found, path)
    if path == "sys/size":
        return float(sum(one.size or 0 for one in reader.list_fields()))
    if path == "sys/monitoring_time":
        return int(fetch(reader, "sys/running_time"))
    if path == "sys/ping_time":
        return fetch(reader, "sys/creation_time")
    if path in _ABSENT:
        return set() if isinstance(_ABSENT[path], set) else _ABSENT[path]
    below = [(to_theirs(one.path), one) for one in reader.list_fields(path + "/" if path else "")]
    if not below:
        raise MissingFieldException(f'{reader.run} has no field "{path}".')
    tree: dict[str, Any] = {}
    for name, one in below:
        if name is not None and one.type in _ATOMS:
            _plant(tree, name[len(path) :].strip("/").split("/"), _read(reader, one, name))
    return tree


def _read(reader: RunReader, found: Field, path: str) -> Any:
    if path == "sys/state":
        return spell_state(reader.read(found))
    if found.type is FieldType.ARTIFACT:
        return Artifact(read_manifest(reader, path).digest)
    if found.type.shape in (Shape.SINGLE, Shape.SET):
        return reader.read(found)
    remedy = "fetch_last() or fetch_values()" if found.type.shape is Shape.SERIES else "download()"
    raise TypeDoesNotSupportAttributeException(f'"{path}" is a {found.type.value}; use {remedy}.')


def _plant(tree: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    tree.setdefault(parts[-1], value)


def fetch_last(reader: RunReader, path: str) -> Any:
    """Return the last value of a series."""
    found = _need(reader, path)
    if found.type not in (FieldType.FLOAT_SERIES, FieldType.STRING_SERIES):
        raise TypeDoesNotSupportAttributeException(f'"{path}" is a {found.type.value}, no series; use fetch().')
    return reader.fetch_last(to_ours(path))


def fetch_extension(reader: RunReader, path: str) -> str:
    """Return what a file's name ends in."""
    return PurePosixPath("x" + _need_file(reader, path).name).suffix[1:]


def _need(reader: RunReader, path: str) -> Field:
    found = reader.find_field(to_ours(path))
    if found is None:
        raise FieldNotFound(f'{reader.run} has no field "{path}".', path=path)
    return found


def _need_file(reader: RunReader, path: str) -> FileFacts:
    found = _need(reader, path)
    if found.file is None:
        raise TypeDoesNotSupportAttributeException(f'"{path}" is a {found.type.value} and has no file.')
    return found.file


# ---- data sets ----------------------------------------------------------------------------------


def read_manifest(reader: RunReader, path: str) -> Manifest:
    """Return what a data set was when it was tracked."""
    facts = _need_file(reader, path)
    with tempfile.TemporaryDirectory() as folder:
        content = reader.save(path, facts, Path(folder) / "manifest").read_bytes()
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError:
        raise TypeDoesNotSupportAttributeException(f'"{path}" is no data set tracked by this client.') from None


def list_tracked(reader: RunReader, path: str) -> list[ArtifactFileData]:
    """Return the files of a data set."""
    manifest = read_manifest(reader, path)
    kind = "Local" if manifest.location.startswith("file:") else urlsplit(manifest.location).scheme.upper()
    return [
        ArtifactFileData(
            file.path,
            file.digest,
            kind,
            {"file_path": _place(manifest, file.path), "last_modified": str(from_micros(file.modified))},
            file.size,
        )
        for file in manifest.files
    ]


def _place(manifest: Manifest, path: str) -> str:
    root = unquote(urlsplit(manifest.location).path) if manifest.location.startswith("file:") else manifest.location
    alone = len(manifest.files) == 1 and root.endswith("/" + path)
    return root if alone else f"{root.rstrip('/')}/{path}"


def _copy_tracked(reader: RunReader, path: str, folder: Path) -> None:
    from hashlib import file_digest

    for file in list_tracked(reader, path):
        source = Path(file.metadata["file_path"])
        if file.type != "Local" or not source.is_file():
            raise FileMissing(f"{source} is not on this machine; of a data set only hashes are kept.", path=path)
        with source.open("rb") as opened:
            if file_digest(opened, "sha256").hexdigest() != file.file_hash:
                raise FileMissing(f"{source} has changed since it was tracked.", path=path)
        target = place_below(folder, file.file_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or not filecmp.cmp(source, target, shallow=False):
            shutil.copyfile(source, target)


# ---- files --------------------------------------------------------------------------------------


def list_files(reader: RunReader, path: str, below: str) -> list[FileEntry]:
    """Return the files and folders in a folder of a set of files, by name."""
    prefix = below.strip("/") + "/" if below.strip("/") else ""
    found: dict[str, FileEntry] = {}
    for facts in reader.list_files(to_ours(path)):
        if not facts.subpath.startswith(prefix):
            continue
        name, slash, _ = facts.subpath[len(prefix) :].partition("/")
        if slash:
            found.setdefault(name, FileEntry(name, None, None, "directory"))
        else:
            found[name] = FileEntry(name, facts.size, from_micros(facts.time), "file")
    return [found[name] for name in sorted(found)]


def download(reader: RunReader, path: str, destination: str | PathLike[str] | None, *, last: bool = False) -> None:
    """Download what a field has, under the field's name where ``destination`` names a folder or nothing."""
    found = _need(reader, path)
    place = Path(destination or ".")
    into_folder = destination is None or place.is_dir() or fspath(destination).endswith("/")
    own = safe_name(path)
    if found.type is FieldType.ARTIFACT:
        _copy_tracked(reader, path, place)
    elif found.type is FieldType.FILE_SET:
        _zip(reader, path, place / f"{own}.zip" if into_folder else place)
    elif found.type is FieldType.FILE_SERIES:
        folder = Path("neptune", own) if destination is None else place
        files = [_need_file(reader, path)] if last else reader.list_files(path)
        for facts in files:
            reader.save(path, facts, folder / f"{_spell_step(facts.step or 0.0)}{PurePosixPath(facts.name).suffix}")
    else:
        facts = _need_file(reader, path)
        reader.save(path, facts, place / (own + PurePosixPath(facts.name).suffix) if into_folder else place)


def _spell_step(step: float) -> str:
    return str(int(step)) if step.is_integer() else repr(step)


def _zip(reader: RunReader, path: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = reader.download(path, folder)
        for file in sorted(whole.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(whole))
