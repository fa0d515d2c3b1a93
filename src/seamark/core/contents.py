"""How two files differ inside: lines of text, packages of a list. What was found of a pair is remembered."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final, Generic, TypeAlias, TypeVar

from seamark.core.line_counts import count_changed_lines
from seamark.model.errors import FileMissing
from seamark.storage.blobs import Blobs
from seamark.storage.columns.rows import FileRow, SetFile

TEXT_BYTES: Final = 512 * 2**10
TEXT_LINES: Final = 10_000
"""Longer texts are told apart by their digests alone."""
READINGS: Final = 30
"""So many pairs are read for one answer; what was found is remembered, so that the next answer tells more."""
HEADS: Final = 400
"""So many lists of datasets are looked into for one answer."""
_REMEMBERED: Final = 4_096
_PACKAGES_REMEMBERED: Final = 256
_PACKAGES_TOLD: Final = 1_000
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_MANIFEST_HASH: Final = re.compile(rb'"digest":"([0-9a-f]{64})"')
_HEAD_BYTES: Final = 2**14

T = TypeVar("T")
File: TypeAlias = FileRow | SetFile
Counts: TypeAlias = tuple[int, int] | tuple[None, None]
"""Lines added and removed, or that nobody knows."""
Versions: TypeAlias = tuple[tuple[str, str | None, str | None], ...]
"""Name, version before, version after."""


class _Memory(Generic[T]):
    """What was found of pairs of digests, those asked for longest ago forgotten first; from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[str, str], T] = OrderedDict()

    def get(self, pair: tuple[str, str]) -> T | None:
        with self._lock:
            if pair not in self._found:
                return None
            self._found.move_to_end(pair)
            return self._found[pair]

    def keep(self, pair: tuple[str, str], found: T) -> None:
        with self._lock:
            self._found[pair] = found
            while len(self._found) > self._most:
                self._found.popitem(last=False)


class Contents:
    """Compares the contents of files; from any thread."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lines: _Memory[Counts] = _Memory(_REMEMBERED)
        self._packages: _Memory[Versions | str] = _Memory(_PACKAGES_REMEMBERED)
        self._data: _Memory[str] = _Memory(_REMEMBERED)

    def reading(self) -> "Reading":
        """Return what compares for one answer, within its bounds."""
        return Reading(self._blobs, self._lines, self._packages, self._data)


class Reading:
    """Compares for one answer: at most ``READINGS`` pairs that are not remembered are read."""

    def __init__(
        self, blobs: Blobs, lines: _Memory[Counts], packages: _Memory[Versions | str], data: _Memory[str]
    ) -> None:
        self._blobs = blobs
        self._lines = lines
        self._packages = packages
        self._data = data
        self._left = READINGS
        self._heads_left = HEADS

    def count_lines(self, before: File | None, after: File | None) -> Counts:
        """Return how many lines were added and removed; None each for what is no text, or too much of it."""
        return self._find(self._lines, before, after, _count_lines) or (None, None)

    def compare_packages(self, before: File | None, after: File | None) -> Versions | None:
        """Return the packages that have other versions, by name; None where that is too much to say."""
        found = self._find(self._packages, before, after, _compare_packages)
        return found if isinstance(found, tuple) else None

    def hash_data(self, file: FileRow) -> str:
        """Return the hash of a dataset's files, whatever else its list says of them: where they lay, since when.

        Neptune's clients give the list this name; ours begins with where it lay and the hash. Of any other the
        digest of the list stands in.
        """
        if _HASH.match(file.name):
            return file.name
        known = self._data.get((file.digest, ""))
        if known is not None or not self._heads_left:
            return known or file.digest
        self._heads_left -= 1
        try:
            head = b"".join(self._blobs.read(file.digest, 0, _HEAD_BYTES))
        except FileMissing:
            return file.digest
        found = _MANIFEST_HASH.search(head)
        hash = found[1].decode() if found else file.digest
        self._data.keep((file.digest, ""), hash)
        return hash

    def _find(
        self,
        memory: _Memory[T],
        before: File | None,
        after: File | None,
        compare: Callable[[str | None, str | None], T],
    ) -> T | None:
        pair = ("" if before is None else before.digest, "" if after is None else after.digest)
        known = memory.get(pair)
        if known is not None or not self._left:
            return known
        self._left -= 1
        found = compare(self._read(before), self._read(after))
        memory.keep(pair, found)
        return found

    def _read(self, file: File | None) -> str | None:
        """Return a file's text, "" for none; None for what is too long, no text, or not here."""
        if file is None:
            return ""
        if file.size > TEXT_BYTES:
            return None
        try:
            content = b"".join(self._blobs.read(file.digest, 0, TEXT_BYTES + 1))
        except FileMissing:
            return None
        if len(content) > TEXT_BYTES or b"\0" in content or content.count(b"\n") > TEXT_LINES:
            return None
        return content.decode(errors="replace")


def _count_lines(before: str | None, after: str | None) -> Counts:
    if before is None or after is None:
        return None, None
    return count_changed_lines(before.splitlines(), after.splitlines())


def _compare_packages(before: str | None, after: str | None) -> Versions | str:
    if before is None or after is None:
        return "unknown"
    old, new = read_packages(before), read_packages(after)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if len(names) > _PACKAGES_TOLD:
        return "unknown"
    return tuple((name, old.get(name), new.get(name)) for name in names)


_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:(===?|@)\s*)?(.*)")


def read_packages(text: str) -> Mapping[str, str]:
    """Return the versions in a list of packages in the form of ``pip freeze``, by their names in one spelling.

    Of a package from elsewhere its address is the version; of a line that names no single version what it says.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        plain = line.strip()
        matched = _REQUIREMENT.match(plain)
        if matched is not None and not plain.startswith(("#", "-")):
            name, _, version = matched.groups()
            found[re.sub(r"[-_.]+", "-", name).lower()] = version.strip()
    return found
