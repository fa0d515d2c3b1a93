"""What there is to choose from: the fields of a project, and the values of a field."""

from seamark.core.cells import spell_single
from seamark.model import limits
from seamark.model.errors import TooLarge
from seamark.model.objects import ObjectKind
from seamark.model.paths import check_path
from seamark.model.values import FieldType, Shape
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.wire.api.tables import ColumnFacts, ColumnList, FieldValues, ValueCount
from seamark.wire.api.values import ColumnOrder


class Choices:
    """Lists fields and values; from any thread. Access is checked before."""

    def __init__(self, catalog: Catalog, columns: Columns) -> None:
        self._catalog = catalog
        self._columns = columns

    def columns(
        self,
        project: ProjectRow,
        *,
        search: str = "",
        limit: int = 200,
        kind: ObjectKind | None = None,
        order: ColumnOrder = "runs",
    ) -> ColumnList:
        """Return fields that objects of a project have, or only those of a kind, those of most objects first; for
        ``differing`` after the configuration of which the newest runs have more than one value.

        Raises:
            TooLarge: more fields than a list may have.
        """
        if not 1 <= limit <= limits.FIELDS_PAGE:
            raise TooLarge(f"A list holds 1 to {limits.FIELDS_PAGE:,} columns.", "Search for a part.", path="limit")
        kinds = {} if kind is None else self._catalog.objects.kinds(project.number)
        only = kinds.get(kind, []) if kind not in (None, ObjectKind.RUN) else None
        others = [number for numbers in kinds.values() for number in numbers] if kind is ObjectKind.RUN else ()
        different: dict[str, int] = {}
        if order == "differing" and kind is ObjectKind.RUN:
            different |= self._columns.different(project.number, prefixes=project.config_prefixes, others=others)
        found, total = self._columns.paths(
            project.number,
            search=search,
            limit=limit,
            only=only,
            others=others,
            first=[path for path, count in different.items() if count > 1],
        )
        if kind is ObjectKind.RUN:
            rest = [one.path for one in found if one.path not in different]
            different |= self._columns.different(project.number, paths=rest, others=others)
        facts = [
            ColumnFacts(
                path=one.path,
                type=one.type,
                runs=one.objects,
                values=different.get(one.path, 0) if kind is ObjectKind.RUN and _has_values(one.type) else None,
            )
            for one in found
        ]
        return ColumnList(columns=facts, total=total)

    def values(self, project: ProjectRow, path: str, *, search: str = "", limit: int = 20) -> FieldValues:
        """Return the values that most runs have in a field.

        Raises:
            InvalidPath: that is no path.
            TooLarge: more values than a list may have.
        """
        if not 1 <= limit <= limits.VALUES_PAGE:
            raise TooLarge(f"A list holds 1 to {limits.VALUES_PAGE:,} values.", "Search for a part.", path="limit")
        plain = check_path(path)
        others = self._catalog.objects.others(project.number)
        found = self._columns.values(project.number, plain, search=search, limit=limit, others=others)
        types = self._columns.types(project.number, plain)
        return FieldValues(
            path=plain,
            type=max(types, key=lambda one: one.code) if types else None,
            values=[ValueCount(value=spell_single(one.field), runs=one.objects) for one in found],
        )


def _has_values(type: FieldType) -> bool:
    return type.shape in {Shape.SINGLE, Shape.SET}
