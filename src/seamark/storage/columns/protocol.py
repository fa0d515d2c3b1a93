"""The contract of the columns store, in three parts: write, read, upkeep.

Rules that every engine keeps (``seamark.testing.columns_suite`` checks them):

- When ``write`` returns, the commit is on disk and readable. (What ``mend`` makes anew may wait in
  memory until somebody reads it, or ``settle``.) When it raises, any part of it may be
  there; the caller sends the same rows again under a higher number, or stops.
- Rows are replaced by commit number: writing a row again with a higher number wins, with the same
  number changes nothing. A point's identity is (project, object, path, generation, step, time,
  origin, seq); a point written twice is there once.
- Readers see the newest ``FieldRow`` of a field and only rows of its present generation; a deleted
  field is not there.
- ``write`` is called by one thread at a time; reads come from any thread, at any time.
- A read that takes too long or too much memory raises ``Unavailable``, and nothing else breaks.
- A full disk raises ``StorageFull``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from seamark.model import limits
from seamark.model.values import FieldType
from seamark.storage.columns.rows import (
    Agreement,
    BaseRow,
    Buckets,
    Cell,
    Commit,
    Damage,
    Differing,
    Earlier,
    FieldRow,
    FileHead,
    FileRow,
    GroupsPage,
    GroupsRequest,
    Key,
    LineRow,
    ObjectState,
    Page,
    PageRequest,
    Pair,
    PathCount,
    PathPage,
    PathQuestion,
    PointPage,
    Seqs,
    SetFile,
    Span,
    Sql,
    StatsRow,
    ValueRow,
)


class ColumnsWriter(Protocol):
    """What ingest needs."""

    def write(self, commit: Commit) -> None:
        """Store one grouped write. Raises StorageFull."""

    def settle(self) -> None:
        """Write what may wait. Raises StorageFull."""

    def last_commit(self) -> int:
        """The highest commit number stored, 0 in an empty store."""

    def load(self, project: int, objects: Sequence[int]) -> dict[int, ObjectState]:
        """All fields (deleted ones too), statistics and bases of each of these objects, by path."""

    def stored_seqs(
        self, project: int, object: int, origin: int, above: int, upto: int = limits.SEQ
    ) -> Mapping[str, Seqs]:
        """Per path the seqs of points, lines and files in the present generation, ``above < seq <= upto``."""

    def compute_stats(self, project: int, object: int, path: str, generation: int) -> StatsRow | None:
        """Statistics over the visible points as stored now; None where there is none."""

    def digest_holders(self, digest: str) -> list[tuple[int, int]]:
        """Objects of all projects, as (project, object), that have a file or long string with this
        digest; at most 1,000 of them.
        """


class FieldsReader(Protocol):
    """What pages of one run and tables of many need."""

    def fields(
        self,
        project: int,
        object: int,
        *,
        prefix: str = "",
        after: str = "",
        limit: int = 1_000,
        paths: Sequence[str] = (),
        inherited: Sequence[tuple[int, float]] = (),
    ) -> tuple[list[FieldRow], int]:
        """Fields by path (all, below a prefix such as ``config/``, or those named) and their
        count without ``after`` and ``limit``. ``inherited`` are other objects, the nearest first, each with
        a step: their series (of points, lines or files) that have something up to that step come too,
        where neither the object nor a nearer one has a field of that path.
        """

    def stats(self, project: int, object: int, paths: Sequence[str]) -> dict[str, StatsRow]:
        """Statistics of the series among these paths."""

    def page(self, request: PageRequest) -> Page:
        """A page of a project's runs."""

    def types(self, project: int, path: str) -> Collection[FieldType]:
        """The types that the fields of a path have, or had, in any run."""

    def cells(self, project: int, objects: Sequence[int], keys: Sequence[Key]) -> list[list[Cell]]:
        """The cells of these objects, whether they are runs or trashed or neither, in one query: a
        row per object, in the order given, with the cells in the order of the keys.
        """

    def fields_of_many(
        self,
        project: int,
        objects: Sequence[int],
        *,
        paths: Sequence[str] = (),
        prefixes: Sequence[str] = (),
        types: Sequence[FieldType] = (),
        limit: int = 1_000_000,
    ) -> list[tuple[FieldRow, StatsRow | None]]:
        """The fields of some objects by object and path, with the statistics of series that have points: all, or
        those that are named, lie below a prefix such as ``config/`` or are of a type. What is not asked for costs
        next to nothing. Raises TooLarge when there are more than ``limit``.
        """

    def find_called(self, projects: Sequence[int], text: str, *, limit: int) -> list[int]:
        """Objects of some projects with that text in their name or own id, or at the beginning of their id, in any
        case of letters: those that are called just so first, then those whose name begins so, each newest first.
        """

    def holders(self, path: str, text: str) -> list[tuple[int, int]]:
        """Objects of all projects, as (project, object), whose string field has this value."""

    def paths(
        self,
        project: int,
        *,
        search: str = "",
        limit: int = 200,
        only: Sequence[int] | None = None,
        others: Sequence[int] = (),
        first: Sequence[str] = (),
    ) -> tuple[list[PathCount], int]:
        """Fields that objects of a project have, those of most objects first, and how many there are.
        ``search`` is a part of the path, in any case. Of ``only`` these objects, and of no ``others``; the
        paths ``first`` come before all other ones.
        """

    def different(
        self, project: int, *, paths: Sequence[str] = (), prefixes: Sequence[str] = (), others: Sequence[int] = ()
    ) -> Mapping[str, int]:
        """How many different values the singles and sets of these paths, and of all below these prefixes, have
        in the newest 1,000 objects that are neither trashed nor ``others``.
        """

    def values(
        self, project: int, path: str, *, search: str = "", limit: int = 20, others: Sequence[int] = ()
    ) -> list[ValueRow]:
        """The values of numbers, short strings and sets that most objects have, those outside the trash and no
        ``others``, with ``search`` in them, in any case. Of very many different values only some are counted.
        """

    def changed(self, project: int, since: int) -> tuple[dict[int, list[str]], int]:
        """Per object the paths that commits above ``since`` changed (at most 200 each; an empty
        list for more), and up to which commit that is all: the newest that is written whole.
        """


class GroupsReader(Protocol):
    """What groups of runs need."""

    def groups(self, request: GroupsRequest) -> GroupsPage:
        """A page of groups of objects that agree in some fields."""

    def group_members(self, project: int, agreement: Agreement, key: int) -> Sql:
        """The bitmap of the objects of a group, whether they are runs or trashed or neither, as ``PageRequest.where``
        takes it; its parameters are none that a query has.
        """


class SeriesReader(Protocol):
    """What charts, consoles and files need."""

    def bases(self, project: int, series: Sequence[tuple[int, str]]) -> list[BaseRow]:
        """The bases of these series (object, path), of any generation."""

    def points(
        self,
        project: int,
        spans: Sequence[Span],
        *,
        start: float | None = None,
        end: float | None = None,
        after: tuple[float, int, int, int] | None = None,
        limit: int = 100_000,
        offset: int = 0,
    ) -> PointPage:
        """Raw points of one series with ``start <= step <= end``, behind ``after`` (step, time,
        origin, seq); of these the first ``offset`` are left out.
        """

    def values_at(self, project: int, wanted: Sequence[tuple[Sequence[Span], float]]) -> list[float | None]:
        """For each (spans of one float series, step) the value of its last point up to that step, itself
        included; None where there is none.
        """

    def buckets(
        self,
        project: int,
        series: Sequence[Sequence[Span]],
        *,
        count: int,
        start: float | None = None,
        end: float | None = None,
    ) -> list[Buckets]:
        """Each series in at most ``count`` buckets, in one query for all."""

    def lines(
        self,
        project: int,
        series: Sequence[Sequence[Span]],
        *,
        after: tuple[int, int, int] | None = None,
        before: tuple[int, int, int] | None = None,
        limit: int = 1_000,
        by_time: bool = True,
        search: str = "",
    ) -> tuple[list[LineRow], int]:
        """Lines of one or several series merged in the order (time, origin, seq), and how many there
        are in all; with ``search`` those alone that contain it in any case, or match the pattern
        (RE2) that stands in it between slashes; escapes that colour a line are not looked at. ``before`` gives the last ``limit`` lines before that place, in rising order;
        ``before=(2**63 - 1, 0, 0)`` the newest. With ``by_time=False`` the order is (step, time,
        origin, seq) and the cursors count rows instead: ``(row, 0, 0)``.
        """

    def files(
        self,
        project: int,
        object: int,
        path: str,
        *,
        after: tuple[str, float, int, int] | None = None,
        limit: int = 1_000,
    ) -> tuple[list[FileRow], int]:
        """Files of one field in the order (subpath, step, origin, seq), those behind the place ``after``,
        and how many there are in all.
        """

    def file_heads(self, project: int, objects: Sequence[int], paths: Sequence[str]) -> list[FileHead]:
        """The newest file of each field that has any, among these objects and paths."""

    def span_files(
        self,
        project: int,
        spans: Sequence[Span],
        *,
        after: tuple[str, float, int, int] | None = None,
        limit: int = 1_000,
        newest: bool = False,
    ) -> tuple[list[FileRow], int]:
        """Files of a file series in some stretches, as ``files`` gives them; ``newest`` first where asked."""

    def find_file(
        self, project: int, object: int, path: str, *, subpath: str = "", step: float | None = None
    ) -> FileRow | None:
        """One file of a field: by its name in a set, by its step in a series; without ``step`` the
        newest.
        """


class DifferencesReader(Protocol):
    """What comparing objects needs. An int and a float of one value are equal, as are NaNs and sets in any order."""

    def earlier(
        self, project: int, path: str, objects: Sequence[int], *, others: Sequence[int] = ()
    ) -> dict[int, Earlier]:
        """For each of these objects, trashed or not, the first and the newest object before it (of a lower
        number) that has the same text, not an empty one, in a field; but for ``others`` and those that
        ``sys/trashed`` marks. Those without any are left out.
        """

    def differing(
        self, project: int, pairs: Sequence[Pair], prefixes: Sequence[str], *, limit: int = 20
    ) -> list[list[Differing]]:
        """For each pair the single values and sets below some prefixes that differ, the first ``limit`` by path."""

    def differing_paths(self, project: int, question: PathQuestion) -> PathPage:
        """A page of the fields of some objects by path, and how many differ. Series differ when their count,
        minimum, maximum or last do, files when their bytes do, inherited series when they are of another run or
        end at another step.
        """

    def set_prints(self, project: int, objects: Sequence[int], paths: Sequence[str]) -> dict[tuple[int, str], int]:
        """By object and path a print of the files in a file set, equal for sets of the same names and bytes."""

    def set_files(
        self, project: int, objects: Sequence[int], paths: Sequence[str], *, limit: int = 1_000
    ) -> list[SetFile]:
        """The files of file sets by object, path and name, the first ``limit`` of each."""


class ColumnsReader(FieldsReader, GroupsReader, SeriesReader, DifferencesReader, Protocol):
    """All that is read for people."""


class ColumnsUpkeep(Protocol):
    """What start, repair, back-up and clean-up need."""

    def mend(self, above: int) -> int:
        """Make both orders of ``fields`` and the statistics agree for all that commits above this
        mark touched; returns how many rows were put right. Run before serving.
        """

    def check(self) -> list[Damage]:
        """Compare both orders and the statistics with the points, over the whole store."""

    def purge(self) -> int:
        """Remove rows of old generations and of deleted fields for good; returns how many."""

    def remove(self, project: int, objects: Sequence[int] | None) -> None:
        """Remove all rows of some objects, or with None of the whole project, for good. To be called while
        nothing is written.
        """

    def digests(self) -> Iterable[str]:
        """All blobs that any row of any generation refers to."""

    def sole_digests(self, project: int, objects: Sequence[int]) -> Mapping[str, int | None]:
        """The blobs that rows of these objects refer to and no other row does, with their sizes in bytes; None
        for a long string, whose row has no size.
        """

    def freeze(self, target: Path) -> None:
        """Write a consistent copy of the store into an empty folder, while writing goes on."""

    def usage(self) -> dict[int, int]:
        """Bytes on disk by project, estimated from the rows' share; project 0 is the whole."""

    def file_usage(self) -> dict[int, int]:
        """Bytes of the files that each project refers to, each file once in a project."""

    def close(self) -> None:
        """Finish and close; the store can be opened again."""


class Columns(ColumnsWriter, ColumnsReader, ColumnsUpkeep, Protocol):
    """The whole store."""
