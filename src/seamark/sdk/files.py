"""Keeping a file as it was at the call, and listing the files of patterns and data sets."""

import glob
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from seamark.model.errors import FileMissing, InvalidValue
from seamark.sdk.media import Content

COPIED_BYTES: Final = 64 * 2**20
"""Largest file that is copied where the file system cannot share its blocks."""
_FICLONE: Final = 0x40049409
MANIFEST_TYPE: Final = "application/vnd.seamark.manifest+json"


class Kept(NamedTuple):
    """A file that the shipper will find."""

    source: str
    size: int


def keep(content: Content, folder: Path, *, copy: bool) -> Kept:
    """Put a file's content where nobody changes it; a large one stays in its place.

    Raises:
        FileMissing: there is no such file, or it cannot be read.
    """
    if content.file is None:
        place = _name_copy(folder, content.name)
        place.write_bytes(content.data)
        return Kept(str(place), len(content.data))
    source = content.file.resolve()
    if not source.is_file():
        what = "is a folder" if source.is_dir() else "does not exist"
        remedy = f'upload_files("{content.file}/**")' if source.is_dir() else "Check the path."
        raise FileMissing(f"{content.file} {what}.", remedy)
    try:
        size = source.stat().st_size
        kept = _keep_copy(source, size, _name_copy(folder, content.name)) if copy else None
    except OSError as error:
        raise FileMissing(f"{content.file} cannot be read ({error.strerror}).", "Check its rights.") from None
    return Kept(str(kept or source), size)


def _name_copy(folder: Path, name: str) -> Path:
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[-80:]
    return folder / f"{time.time_ns():x}-{os.urandom(3).hex()}-{safe}"


def _keep_copy(source: Path, size: int, target: Path) -> Path | None:
    if clone(source, target):
        return target
    if size > COPIED_BYTES:
        return None
    shutil.copyfile(source, target)
    return target


def clone(source: Path, target: Path) -> bool:
    """Let both files share their blocks; False where the system or the file system cannot."""
    try:
        import fcntl
    except ImportError:
        return False
    if not hasattr(fcntl, "ioctl") or os.uname().sysname != "Linux":
        return False
    try:
        with source.open("rb") as old, target.open("wb") as new:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        return False
    return True


# ---- many files ---------------------------------------------------------------------------------


def find_files(patterns: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[tuple[str, Path]]:
    """Return (subpath, file) of all files that the patterns or folders name, each once, in order.

    Raises:
        FileMissing: nothing matches.
    """
    listed = [patterns] if isinstance(patterns, (str, os.PathLike)) else list(patterns)
    found: dict[str, Path] = {}
    for pattern in listed:
        for file in _expand(os.fspath(pattern)):
            found.setdefault(_name_below(file), file)
    if not found:
        raise FileMissing(f"No file matches {', '.join(map(str, listed))}.", f"Looked from {Path.cwd()}.")
    return sorted(found.items())


def _expand(pattern: str) -> Iterator[Path]:
    path = Path(pattern).expanduser()
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from _walk(path)
    else:
        yield from (
            Path(name)
            for name in glob.iglob(str(path), recursive=True)  # noqa: PTH207  absolute patterns too
            if Path(name).is_file()
        )


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(root, name) for name in sorted(names) if Path(root, name).is_file())


def _name_below(file: Path) -> str:
    whole = Path(os.path.abspath(file))  # noqa: PTH100  resolve() would follow links
    try:
        return whole.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return whole.relative_to(whole.anchor).as_posix()


# ---- data sets ----------------------------------------------------------------------------------


class TrackedFile(msgspec.Struct, frozen=True):
    """One line of a manifest."""

    path: str
    size: int
    digest: str
    modified: int = 0


class Manifest(msgspec.Struct, frozen=True):
    """What a data set was: its files with their hashes, and one hash over all."""

    location: str
    digest: str
    size: int
    files: list[TrackedFile]


def track(location: str | os.PathLike[str]) -> Content:
    """Hash and list what lies at a path; only the list is kept, no content.

    Raises:
        FileMissing: nothing is there.
        InvalidValue: a remote location, which this client cannot list.
    """
    text = os.fspath(location)
    if "://" in text and not text.startswith("file://"):
        return _encode_manifest(text, _list_remote(text))
    root = Path(text.removeprefix("file://")).expanduser()
    if root.is_file():
        files = [_hash_file(root, root.name)]
    elif root.is_dir():
        files = [_hash_file(file, file.relative_to(root).as_posix()) for file in _walk(root)]
    else:
        raise FileMissing(f"{text} does not exist.", f"Looked from {Path.cwd()}.")
    return _encode_manifest(root.resolve().as_uri(), files)


def _hash_file(file: Path, name: str) -> TrackedFile:
    import hashlib  # OpenSSL is loaded with it, which few runs need

    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    facts = file.stat()
    return TrackedFile(name, facts.st_size, digest, facts.st_mtime_ns // 1000)


def _list_remote(url: str) -> list[TrackedFile]:
    try:
        import fsspec
    except ImportError:
        raise InvalidValue(
            f"{url} cannot be listed without fsspec.", "pip install fsspec and its package for the store (s3fs, gcsfs)."
        ) from None
    store, root = fsspec.core.url_to_fs(url)
    found = store.find(root, detail=True)
    if not found:
        raise FileMissing(f"Nothing lies at {url}.", "Check the address and its rights.")
    return [_read_remote(root, name, facts) for name, facts in sorted(found.items())]


def _read_remote(root: str, name: str, facts: dict[str, object]) -> TrackedFile:
    mark = next((str(facts[key]) for key in ("ETag", "etag", "md5Hash", "content_md5") if facts.get(key)), "")
    below = name[len(root) :].lstrip("/") or name.rsplit("/", 1)[-1]
    size = facts.get("size")
    return TrackedFile(below, size if isinstance(size, int) else 0, mark.strip('"'))


def _encode_manifest(location: str, files: list[TrackedFile]) -> Content:
    import hashlib

    lines = "".join(f"{file.digest} {file.size} {file.path}\n" for file in files)
    whole = hashlib.sha256(lines.encode(errors="surrogateescape")).hexdigest()
    manifest = Manifest(location, whole, sum(file.size for file in files), files)
    return Content(".manifest.json", MANIFEST_TYPE, data=msgspec.json.encode(manifest))
