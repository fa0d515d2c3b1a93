"""What differs between what two runs captured: code, data, packages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from seamark.core.captured import Captured
from seamark.core.contents import File, Reading
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import FileRow, Pair, SetFile
from seamark.wire.api.differences import Change

COMMIT: Final = "commit"
UNCOMMITTED: Final = "uncommitted"
PACKAGES: Final = "packages"
SETS_READ: Final = 30
"""So many pairs of sets of source files are listed for one answer."""
SET_FILES: Final = 1_000
"""So many files of a set are looked at, by name."""
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPair:
    """A set of source files that differs between two runs; files by name, None where too many sets differ."""

    path: str
    before: Mapping[str, SetFile] | None
    after: Mapping[str, SetFile] | None


def list_sets(
    columns: Columns, project: int, pairs: Sequence[Pair], captured: Mapping[int, Captured]
) -> dict[Pair, list[SetPair]]:
    """Return the sets of source files that differ; those of the first pairs with their files."""
    paths = sorted({path for one in captured.values() for path in one.sets})
    if not paths:
        return {}
    prints = columns.set_prints(project, list(captured), paths)
    differing = [
        (pair, path)
        for pair in pairs
        for path in sorted(captured[pair[0]].sets | captured[pair[1]].sets)
        if prints.get((pair[0], path)) != prints.get((pair[1], path))
    ]
    read = sorted({number for pair, _ in differing[:SETS_READ] for number in pair})
    files: dict[tuple[int, str], dict[str, SetFile]] = {}
    for file in columns.set_files(project, read, paths, limit=SET_FILES) if read else ():
        files.setdefault((file.object, file.path), {})[file.subpath] = file
    found: dict[Pair, list[SetPair]] = {}
    for index, (pair, path) in enumerate(differing):
        before, after = (files.get((number, path), {}) if index < SETS_READ else None for number in pair)
        found.setdefault(pair, []).append(SetPair(path=path, before=before, after=after))
    return found


def compare_captured(before: Captured, after: Captured, sets: Iterable[SetPair], reading: Reading) -> list[Change]:
    """Return what differs of the code, then of the data, then of the packages. What was captured of one run alone,
    because the other captured nothing of that sort, is no change.
    """
    code = _compare_code(before, after, sets, reading) if before.knows_code and after.knows_code else ()
    return [*code, *_compare_data(before, after, reading), *_compare_packages(before, after, reading)]


def _compare_code(before: Captured, after: Captured, sets: Iterable[SetPair], reading: Reading) -> Iterable[Change]:
    if before.commit != after.commit:
        yield _change(COMMIT, before.commit, after.commit)
    for name, old, new in _pair_scripts(before.scripts, after.scripts):
        yield from _compare_file(name, old, new, reading)
    for pair in sets:
        if pair.before is None or pair.after is None:
            yield Change(kind="code", path=pair.path)
            continue
        for name in sorted(pair.before.keys() | pair.after.keys()):
            yield from _compare_file(name, pair.before.get(name), pair.after.get(name), reading)
    if before.uncommitted != after.uncommitted:
        yield _change(UNCOMMITTED, before.uncommitted, after.uncommitted)


def _change(path: str, before: str, after: str) -> Change:
    return Change(kind="code", path=path, before=before[:_SHOWN] or None, after=after[:_SHOWN] or None)


def _pair_scripts(
    before: Mapping[str, FileRow], after: Mapping[str, FileRow]
) -> Iterable[tuple[str, FileRow | None, FileRow | None]]:
    """Give scripts by name; one that was given another name goes by its new one."""
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if len(gone) == len(come) == 1:
        yield come[0], before[gone[0]], after[come[0]]
        gone, come = [], []
    for name in sorted({*gone, *come, *(before.keys() & after.keys())}):
        yield name, before.get(name), after.get(name)


def _compare_file(name: str, before: File | None, after: File | None, reading: Reading) -> Iterable[Change]:
    old, new = ("" if file is None else file.digest for file in (before, after))
    if old != new:
        added, removed = reading.count_lines(before, after)
        yield Change(
            kind="code",
            path=name,
            before=old[:_SHOWN] or None,
            after=new[:_SHOWN] or None,
            added=added,
            removed=removed,
        )


def _compare_data(before: Captured, after: Captured, reading: Reading) -> Iterable[Change]:
    for path in sorted(before.data.keys() | after.data.keys()):
        files = before.data.get(path), after.data.get(path)
        if files[0] is not None and files[1] is not None and files[0].digest == files[1].digest:
            continue
        old, new = ("" if file is None else reading.hash_data(file) for file in files)
        if old != new:
            yield Change(kind="data", path=path, before=old[:_SHOWN] or None, after=new[:_SHOWN] or None)


def _compare_packages(before: Captured, after: Captured, reading: Reading) -> Iterable[Change]:
    old, new = before.packages, after.packages
    if old is None or new is None or old.digest == new.digest:
        return
    versions = reading.compare_packages(old, new)
    if versions is None:
        yield Change(kind="packages", path=PACKAGES, before=old.digest[:_SHOWN], after=new.digest[:_SHOWN])
        return
    for name, one, other in versions:
        yield Change(kind="packages", path=name, before=one, after=other)
