"""Artifacts: versions of datasets, as lists of files with their hashes; the files themselves stay where they are."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from seamark.core.caller import Caller
from seamark.model.errors import InvalidValue, NotFound
from seamark.storage.catalog.rows import ArtifactRow, ProjectRow

if TYPE_CHECKING:
    from seamark.core.assembly import Core

MEDIA_TYPE: Final = "application/vnd.seamark.artifact+json"
_HEX: Final = frozenset("0123456789abcdef")


class ArtifactFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file of an artifact. ``type`` says where it is (``Local``, ``S3``), ``metadata`` how to find it there."""

    path: str
    hash: str
    type: str
    size: int | None = None
    metadata: tuple[tuple[str, str], ...] = ()


_decoder: Final = msgspec.json.Decoder(list[ArtifactFile])


def hash_files(files: Iterable[ArtifactFile], *, with_metadata: bool) -> str:
    """Return the SHA-256 of a list of files, as Neptune's clients compute it; its older ones count metadata in.

    Files come by path. Of each goes in: ``#``, the path's length in characters (4 bytes, big-endian), the path,
    ``#``, its hash, ``#``, its size (8 bytes) where it has one, ``#``, the type's length and the type; with
    metadata another ``#`` and for each entry ``|`` length key ``|`` length value.
    """
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda one: one.path):
        size = b"" if file.size is None else file.size.to_bytes(8)
        digest.update(b"#" + _measured(file.path) + b"#" + file.hash.encode() + b"#" + size + b"#")
        digest.update(_measured(file.type))
        if with_metadata:
            digest.update(b"#")
            for name, value in file.metadata:
                digest.update(b"|" + _measured(name) + b"|" + _measured(value))
    return digest.hexdigest()


def _measured(text: str) -> bytes:
    return len(text).to_bytes(4) + text.encode()


def begin(core: "Core", caller: Caller, project: ProjectRow, hash: str, size: int) -> tuple[ArtifactRow, bool]:
    """Return the artifact of a hash, making it where it is missing; says whether its list of files is here.

    Raises:
        InvalidValue: the hash is none.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    if len(hash) != 64 or not _HEX.issuperset(hash):
        raise InvalidValue(f"{hash[:80]!r} is no SHA-256.", "Give 64 hexadecimal digits.", path="hash")
    row = core.catalog.artifacts.ensure(project.number, hash, max(0, size))
    return row, bool(row.digest) and core.blobs.has(row.digest)


def receive(
    core: "Core", caller: Caller, project: ProjectRow, hash: str, files: Sequence[ArtifactFile], *, with_metadata: bool
) -> None:
    """Keep an artifact's list of files.

    Raises:
        InvalidValue: the files have another hash.
        NotFound: the project has no artifact of that hash.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    find(core, project, hash)
    found = hash_files(files, with_metadata=with_metadata)
    if found != hash:
        raise InvalidValue(f"The files have the hash {found}, not {hash}.", "Send the list again.", path="hash")
    digest = core.files.keep(caller, msgspec.json.encode(sorted(files, key=lambda one: one.path)))
    core.catalog.artifacts.receive(project.number, hash, digest, sum(file.size or 0 for file in files))


def extend(
    core: "Core", caller: Caller, project: ProjectRow, hash: str, files: Sequence[ArtifactFile], *, with_metadata: bool
) -> str:
    """Make an artifact of another one's files and some more, which stand for those of the same path; returns its
    hash.

    Raises:
        NotFound: the project has no artifact of that hash, or not its list.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    merged = {file.path: file for file in [*list_files(core, project, hash), *files]}
    made = hash_files(merged.values(), with_metadata=with_metadata)
    begin(core, caller, project, made, 0)
    receive(core, caller, project, made, list(merged.values()), with_metadata=with_metadata)
    return made


def find(core: "Core", project: ProjectRow, hash: str) -> ArtifactRow:
    """Return the artifact of a hash. Raises NotFound."""
    row = core.catalog.artifacts.find(project.number, hash)
    if row is None:
        raise NotFound(f"The project has no artifact {hash[:80]}.", "Track its files again.")
    return row


def list_files(core: "Core", project: ProjectRow, hash: str) -> list[ArtifactFile]:
    """Return an artifact's files by path. Raises NotFound."""
    row = find(core, project, hash)
    if not row.digest or not core.blobs.has(row.digest):
        raise NotFound(f"The list of files of {hash[:80]} was never sent.", "Track its files again.")
    return _decoder.decode(b"".join(core.blobs.read(row.digest)))
