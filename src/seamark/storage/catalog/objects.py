"""Objects and their names in SQL."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, case, delete, func, insert, or_, select, update

from seamark.model import limits
from seamark.model.errors import Conflict, ProjectNotFound, RunNotFound
from seamark.model.objects import ObjectKind, is_model_key, is_run_id, read_uid, shorten_uid
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.catalog.schema import aliases, objects, projects, retired_keys, tombstones

T = TypeVar("T")

_OTHERS: Final = [kind.value for kind in ObjectKind if kind is not ObjectKind.RUN]
_AT_ONCE: Final = 500
"""Most values named in one statement."""
_KEPT_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}\Z")
"""Ids from elsewhere with longer numbers are not kept: what is made next would count on from there."""
_ALL: Final[Select[Any]] = select(*(objects.c[name] for name in ObjectRow.__dataclass_fields__))


class SqlObjects:
    """Objects and their names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        project: int,
        kind: ObjectKind,
        *,
        uid: str,
        own_id: str | None,
        parent: int | None,
        created_at: int,
        created_by: str,
        key: str = "",
        id: str = "",
        fork: tuple[int, float] | None = None,
        revives: bool = False,
    ) -> tuple[ObjectRow, bool]:
        """Make an object with the project's next id, or give the one that has this uid or own id. The
        object of the project itself has the project's key for its id, a model its own ``key`` behind that, a
        model version the next number behind its model's id.

        With an ``id`` that it had elsewhere it keeps what it can of that, where nobody has it: a run the whole
        id where that has the project's key; a model its own key behind the project's; a version its number
        behind its model's id.

        Raises:
            Conflict: the project has a model of that key; an object of that uid was deleted, and this does not
                mean to make it anew (``revives``); or the line of forks is longer than it may be.
            ProjectNotFound: no project of that number.
            RunNotFound: no parent of that number, or none in the project to fork.
            InvalidValue: the uid is none.
        """
        plain = read_uid(uid)
        values = {
            "project": project,
            "kind": kind.value,
            "uid": plain,
            "short": shorten_uid(uid),
            "own_id": own_id,
            "parent": parent,
            "created_at": created_at,
            "created_by": created_by,
            "trashed_at": None,
            "fork_of": None if fork is None else fork[0],
            "fork_step": None if fork is None else fork[1],
        }

        def work(connection: Connection) -> tuple[ObjectRow, bool]:
            known = _find_known(connection, values)
            if known is not None:
                return known, False
            _check_uid(connection, kind, plain, revives=revives)
            if parent is not None:
                _get(connection, parent)
            if fork is not None:
                _check_fork(connection, project, fork[0])
            kept = _keep_id(connection, project, kind, id, parent, plain) if id else None
            given = kept or _next_id(connection, project, kind, key, parent)
            versions = _take_up_versions(connection, given) if kind is ObjectKind.MODEL else 0
            whole = values | {"id": given, "versions": versions}
            added = connection.execute(insert(objects).returning(objects.c.number), whole)
            return _as_row(added.scalar_one(), whole), True

        return self._database.write(work)

    def find(self, name: str, *, project: int | None = None) -> list[ObjectRow]:
        """Objects by uid, short uid, id, own id or alias; trashed ones too. Uids and ids in any case."""
        alias = select(aliases.c.object).where(or_(aliases.c.uid == _plain_uid(name), aliases.c.short == name.lower()))
        matches = or_(
            objects.c.number.in_(alias),
            objects.c.uid == _plain_uid(name),
            objects.c.short == name.lower(),
            objects.c.id == name.upper(),
            objects.c.own_id == name,
        )
        # SQLite would rather read the whole project than look a name up in each index
        found = self._rows(_ALL.where(matches).order_by(objects.c.number))
        return found if project is None else [row for row in found if row.project == project]

    def find_all(self, names: Collection[str], project: int) -> dict[str, list[ObjectRow]]:
        """The objects of a project that each name leads to, as ``find`` finds them, in few queries."""
        found: dict[str, list[ObjectRow]] = {name: [] for name in names}
        for some in in_portions(names):
            meant = {
                "uid": _gather(some, _plain_uid),
                "short": _gather(some, str.lower),
                "id": _gather(some, str.upper),
                "own_id": _gather(some, str),
            }
            is_alias = or_(aliases.c.uid.in_(meant["uid"]), aliases.c.short.in_(meant["short"]))
            others = self._database.read(partial(_select, select(aliases).where(is_alias)))
            matches = or_(
                objects.c.number.in_([other.object for other in others]),
                *(objects.c[column].in_(texts) for column, texts in meant.items()),
            )
            for row in self._rows(_ALL.where(matches).order_by(objects.c.number)):
                if row.project != project:
                    continue  # as in ``find``
                known = [("uid", row.uid), ("short", shorten_uid(row.uid)), ("id", row.id)]
                known += [] if row.own_id is None else [("own_id", row.own_id)]
                for other in others:
                    if other.object == row.number:
                        known += [("uid", other.uid), ("short", other.short)]
                for name in {name for column, text in known for name in meant[column].get(text, ())}:
                    found[name].append(row)
        return found

    def find_ids(self, ids: Sequence[str]) -> list[ObjectRow]:
        """Objects of these ids, newest first."""
        found: list[ObjectRow] = []
        for some in in_portions(ids):
            found += self._rows(_ALL.where(objects.c.id.in_(some)))
        return sorted(found, key=lambda row: row.number, reverse=True)

    def add_alias(self, number: int, uid: str) -> None:
        """Let another uid, and its short form, lead to an object; nothing changes the second time.

        Raises:
            InvalidValue: the uid is none.
        """
        values = {"uid": read_uid(uid), "short": shorten_uid(uid), "object": number}

        def work(connection: Connection) -> None:
            known = select(aliases.c.uid).where(aliases.c.uid == values["uid"])
            if connection.execute(known).first() is None:
                connection.execute(insert(aliases), values)

        self._database.write(work)

    def get(self, number: int) -> ObjectRow:
        """The object of that number. Raises RunNotFound."""
        return self._database.read(lambda connection: _get(connection, number))

    def many(self, numbers: Iterable[int]) -> dict[int, ObjectRow]:
        """Objects by number; those that do not exist are left out."""
        found: dict[int, ObjectRow] = {}
        for some in in_portions(numbers):
            rows = self._rows(_ALL.where(objects.c.number.in_(some)))
            found.update((row.number, row) for row in rows)
        return found

    def newest(self, project: int) -> ObjectRow | None:
        """The run of a project that was made last, trashed ones aside."""
        is_run = (objects.c.project == project) & (objects.c.kind == ObjectKind.RUN.value)
        query = _ALL.where(is_run, objects.c.trashed_at.is_(None)).order_by(objects.c.number.desc()).limit(1)
        return next(iter(self._rows(query)), None)

    def others(self, project: int) -> list[int]:
        """The numbers of a project's objects that are no runs."""
        return [number for numbers in self.kinds(project).values() for number in numbers]

    def kinds(self, project: int) -> Mapping[ObjectKind, list[int]]:
        """The numbers of a project's objects that are no runs, by kind."""
        query = select(objects.c.kind, objects.c.number)
        query = query.where(objects.c.project == project, objects.c.kind.in_(_OTHERS)).order_by(objects.c.number)
        found: dict[ObjectKind, list[int]] = {}
        for row in self._database.read(lambda connection: connection.execute(query).all()):
            found.setdefault(ObjectKind(row.kind), []).append(row.number)
        return found

    def counts(self) -> Mapping[int, int]:
        """Runs that are not trashed, by project."""
        rows = self._database.read(
            lambda connection: connection.execute(select(projects.c.number, projects.c.runs)).all()
        )
        return {row.number: row.runs for row in rows}

    def children(self, parent: int) -> list[ObjectRow]:
        """The objects made below another."""
        return self._rows(_ALL.where(objects.c.parent == parent).order_by(objects.c.number))

    def trash(self, numbers: Sequence[int], at: int, by: str) -> None:
        """Mark as trashed."""
        self._mark(numbers, {"trashed_at": at, "trashed_by": by})

    def restore(self, numbers: Sequence[int]) -> None:
        """Mark as not trashed."""
        self._mark(numbers, {"trashed_at": None, "trashed_by": None})

    def _mark(self, numbers: Sequence[int], values: Mapping[str, Any]) -> None:
        def work(connection: Connection) -> None:
            for some in in_portions(numbers):
                _mark(connection, some, values)

        self._database.write(work)

    def trashed(self, project: int, *, offset: int, limit: int) -> list[ObjectRow]:
        """What is in a project's trash, put there last first."""
        query = _ALL.where(objects.c.project == project, objects.c.trashed_at.is_not(None))
        query = query.order_by(objects.c.trashed_at.desc(), objects.c.number.desc())
        return self._rows(query.offset(offset).limit(limit))

    def _rows(self, query: Select[Any]) -> list[ObjectRow]:
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [_from_row(row) for row in rows]


def in_portions(values: Iterable[T]) -> Iterable[list[T]]:
    """Give values in portions that one statement can name, each value once."""
    rest = iter(dict.fromkeys(values))
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _select(query: Select[Any], connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(query).all()


def _gather(names: Iterable[str], spell: Callable[[str], str]) -> dict[str, list[str]]:
    """Return which names are spelled alike."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(spell(name), []).append(name)
    return found


def _plain_uid(name: str) -> str:
    plain = name.replace("-", "").lower()
    return plain if len(plain) == 32 else name


def _find_known(connection: Connection, values: Mapping[str, Any]) -> ObjectRow | None:
    row = connection.execute(_ALL.where(objects.c.uid == values["uid"])).first()
    if row is None and values["own_id"] is not None:
        is_own = (objects.c.project == values["project"]) & (objects.c.own_id == values["own_id"])
        row = connection.execute(_ALL.where(is_own)).first()
    return None if row is None else _from_row(row)


def _get(connection: Connection, number: int) -> ObjectRow:
    row = connection.execute(_ALL.where(objects.c.number == number)).first()
    if row is None:
        raise RunNotFound(f"There is no object number {number}.", "It may have been deleted.")
    return _from_row(row)


def _next_id(connection: Connection, project: int, kind: ObjectKind, key: str, parent: int | None) -> str:
    if kind is ObjectKind.PROJECT:
        return _key(connection, project)
    if kind is ObjectKind.MODEL and key:
        id = f"{_key(connection, project)}-{key}"
        if connection.execute(select(objects.c.number).where(objects.c.id == id)).first() is not None:
            raise Conflict(f"There is a model {id} already.", "Choose another key.")
        return id
    if kind is ObjectKind.MODEL_VERSION and parent is not None:
        count = update(objects).where(objects.c.number == parent).values(versions=objects.c.versions + 1)
        model = connection.execute(count.returning(objects.c.id, objects.c.versions)).one()
        return f"{model.id}-{model.versions}"
    counted = projects.c.runs + (1 if kind is ObjectKind.RUN else 0)
    step = (
        update(projects)
        .where(projects.c.number == project)
        .values(last_id=projects.c.last_id + 1, runs=counted)
        .returning(projects.c.key, projects.c.last_id)
    )
    row = connection.execute(step).first()
    if row is None:
        raise ProjectNotFound(f"There is no project number {project}.", "It may have been deleted.")
    return f"{row.key}-{row.last_id}"


def _take_up_versions(connection: Connection, id: str) -> int:
    """Return the number of the last version of a model of that id that is deleted now."""
    gone = delete(retired_keys).where(retired_keys.c.key == id).returning(retired_keys.c.last_id)
    return int(connection.execute(gone).scalar() or 0)


def _check_uid(connection: Connection, kind: ObjectKind, uid: str, *, revives: bool) -> None:
    """See that a uid is no project's and no deleted object's."""
    owner = select(projects.c.number).where(projects.c.uid == uid)
    if kind is not ObjectKind.PROJECT and connection.execute(owner).first() is not None:
        raise Conflict("This is the uid of a project.", "Choose another.")
    mark = select(tombstones.c.uid).where(tombstones.c.uid == uid)
    if not revives and connection.execute(mark).first() is not None:
        raise Conflict(f"The run {shorten_uid(uid)} was deleted.", "Log to another: begin a run of its own.")


def _check_fork(connection: Connection, project: int, number: int) -> None:
    """See that a run may be gone on from: it is of the project, and not too many lie before it."""
    before: int | None = number
    if _get(connection, number).project != project:
        raise RunNotFound("A run can go on from runs of its own project only.", "Choose another.")
    for _ in range(limits.FORK_DEPTH):
        before = connection.execute(select(objects.c.fork_of).where(objects.c.number == before)).scalar()
        if before is None:
            return
    raise Conflict(
        f"A fork of a fork has at most {limits.FORK_DEPTH} runs before it.", "Go on from one of the earlier runs."
    )


def _keep_id(
    connection: Connection, project: int, kind: ObjectKind, id: str, parent: int | None, uid: str
) -> str | None:
    """Return the id of an object that was called ``id`` elsewhere, where it can keep its number or its key; what
    counts goes on from there.
    """
    number, kept = id.rpartition("-")[2], None
    if kind is ObjectKind.MODEL and is_model_key(key := id.partition("-")[2]):
        kept = f"{_key(connection, project)}-{key}"
    elif kind is not ObjectKind.MODEL and _KEPT_NUMBER.match(number):
        if kind is ObjectKind.MODEL_VERSION and parent is not None:
            kept = f"{_get(connection, parent).id}-{number}"
        elif kind is ObjectKind.RUN and is_run_id(id) and id == f"{_key(connection, project)}-{number}":
            kept = id
    if kept is None or connection.execute(select(objects.c.number).where(objects.c.id == kept)).first() is not None:
        return None
    others = select(tombstones.c.uid).where(tombstones.c.id == kept, tombstones.c.uid != uid)
    if connection.execute(others).first() is not None:
        return None
    if kind is ObjectKind.RUN:
        last = projects.c.last_id
        step = update(projects).where(projects.c.number == project)
        connection.execute(step.values(last_id=_reach(last, int(number)), runs=projects.c.runs + 1))
    elif kind is ObjectKind.MODEL_VERSION:
        step = update(objects).where(objects.c.number == parent)
        connection.execute(step.values(versions=_reach(objects.c.versions, int(number))))
    return kept


def _reach(counter: Column[int], number: int) -> ColumnElement[int]:
    return case((counter < number, number), else_=counter)


def _key(connection: Connection, project: int) -> str:
    key = connection.execute(select(projects.c.key).where(projects.c.number == project)).scalar()
    if key is None:
        raise ProjectNotFound(f"There is no project number {project}.", "It may have been deleted.")
    return str(key)


def _mark(connection: Connection, numbers: Sequence[int], values: Mapping[str, Any]) -> None:
    """Mark objects as trashed or not, those that are not yet so marked, and count their projects' runs anew."""
    is_restored = values["trashed_at"] is None
    other = objects.c.trashed_at.is_not(None) if is_restored else objects.c.trashed_at.is_(None)
    meant = objects.c.number.in_(numbers) & other
    is_run = objects.c.kind == ObjectKind.RUN.value
    counted = select(objects.c.project, func.count()).where(meant, is_run).group_by(objects.c.project)
    sign = 1 if is_restored else -1
    for project, count in connection.execute(counted).all():
        step = update(projects).where(projects.c.number == project)
        connection.execute(step.values(runs=projects.c.runs + sign * count))
    connection.execute(update(objects).where(meant).values(values))


def _from_row(row: Row[Any]) -> ObjectRow:
    return ObjectRow(**row._asdict() | {"kind": ObjectKind(row.kind)})


def _as_row(number: int, values: Mapping[str, Any]) -> ObjectRow:
    known = {name: value for name, value in values.items() if name in ObjectRow.__dataclass_fields__}
    return ObjectRow(**known | {"number": number, "kind": ObjectKind(values["kind"])})
