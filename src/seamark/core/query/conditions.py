"""One condition of a query as a subquery over ``fields`` and ``series_stats``."""

import math
from collections.abc import Callable, Collection
from typing import Any, Final, TypeAlias

from seamark.core.query.literals import read_moment
from seamark.model.query import Aggregate, Compare, Contains, Exists, Matches, Operator
from seamark.model.values import FieldType
from seamark.storage.columns.schema import FIELDS_BY_PATH, SERIES_STATS

Condition: TypeAlias = Compare | Contains | Matches | Exists

_INT64: Final = range(-(2**63), 2**63)
_SERIES: Final = (FieldType.FLOAT_SERIES, FieldType.STRING_SERIES, FieldType.HISTOGRAM_SERIES)
_NOTHING: Final = "SELECT object FROM (SELECT toUInt64(0) AS object) WHERE 0"


class Parameters:
    """The values of a query on their way into SQL; each gets a name of its own.

    ``types`` tells which types a path has in any run, so that no other is asked for.
    """

    def __init__(self, project: int, now: int, types: Callable[[str], Collection[FieldType]]) -> None:
        self.values: dict[str, Any] = {}
        self.project = self.bind(project, "UInt64")
        self.now = now
        self.types = types

    def bind(self, value: Any, type: str) -> str:
        """Keep a value and return what stands for it in SQL."""
        name = f"query_{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{type}}}"


def select_objects(condition: Condition, parameters: Parameters) -> str:
    """Return a subquery of the objects for which a condition holds."""
    path = parameters.bind(condition.field.path, "String")
    singles = {} if condition.field.aggregate else _single_tests(condition, parameters)
    series = _series_tests(condition, parameters)
    asked = condition.field.type
    wanted = parameters.types(condition.field.path)
    if asked is not None:
        wanted = {FieldType.INT, FieldType.FLOAT} if asked in {FieldType.INT, FieldType.FLOAT} else {asked}
    singles = {type: test for type, test in singles.items() if type in wanted}
    series = {type: test for type, test in series.items() if type in wanted}
    if isinstance(condition, Exists):
        return _select_fields(path, f"deleted = 0 AND {_type_test(condition)}", parameters)
    queries = [_select_fields(path, f"deleted = 0 AND {_any(singles)}", parameters)] if singles else []
    queries += [_select_stats(path, type, test, parameters) for type, test in series.items()]
    return f"SELECT object FROM ({' UNION ALL '.join(queries)})" if queries[1:] else queries[0] if queries else _NOTHING


def _select_fields(path: str, test: str, parameters: Parameters, columns: str = "object") -> str:
    return (
        f"SELECT {columns} FROM {FIELDS_BY_PATH} FINAL"
        f" WHERE project = {parameters.project} AND path = {path} AND {test}"
    )


def _select_stats(path: str, type: FieldType, test: str, parameters: Parameters) -> str:
    """Statistics count only in the field's present generation. Most fields never had another, so
    the few that had are set aside rather than the many compared.
    """
    others = _select_fields(path, f"(deleted = 1 OR generation > 0 OR type != {type.code})", parameters)
    renewed = _select_fields(
        path, f"deleted = 0 AND generation > 0 AND type = {type.code}", parameters, "object, generation"
    )
    return (
        f"SELECT object FROM {SERIES_STATS} FINAL"
        f" WHERE project = {parameters.project} AND path = {path} AND count > 0 AND {test}"
        f" AND if(generation = 0, object NOT IN ({others}), (object, generation) IN ({renewed}))"
    )


def _any(tests: dict[FieldType, str]) -> str:
    return "(" + " OR ".join(f"(type = {type.code} AND {test})" for type, test in tests.items()) + ")"


def _type_test(condition: Exists) -> str:
    asked, aggregate = condition.field.type, condition.field.aggregate
    if asked is None:
        return f"type IN ({', '.join(str(type.code) for type in _SERIES)})" if aggregate else "1"
    return "type IN (2, 3)" if asked in {FieldType.INT, FieldType.FLOAT} else f"type = {asked.code}"


# ---- singles ------------------------------------------------------------------------------------


def _single_tests(condition: Condition, parameters: Parameters) -> dict[FieldType, str]:
    """Return what must hold of a field's row, for each type that has the operator."""
    match condition:
        case Compare(_, operator, bool() as value):
            return {FieldType.BOOL: f"integer {operator} {int(value)}"}
        case Compare(_, operator, int() | float() as value):
            number = _number_test("number", operator, value, parameters)
            whole = isinstance(value, int) and value in _INT64
            exact = f"integer {operator} {parameters.bind(value, 'Int64')}" if whole else number
            return {FieldType.INT: exact, FieldType.FLOAT: number}
        case Compare(_, operator, str() as text):
            return _text_tests(operator, text, parameters)
        case Contains(_, text):
            bound = parameters.bind(text, "String")
            return {FieldType.STRING: f"position(text, {bound}) > 0", FieldType.STRING_SET: f"has(items, {bound})"}
        case Matches(_, pattern):
            return {FieldType.STRING: f"match(text, {parameters.bind(pattern, 'String')})"}
        case _:
            return {}


def _text_tests(operator: Operator, text: str, parameters: Parameters) -> dict[FieldType, str]:
    tests = {FieldType.STRING: f"text {operator} {parameters.bind(text, 'String')}"}
    moment = read_moment(text, parameters.now)
    if moment is not None:
        tests[FieldType.DATETIME] = f"integer {operator} {parameters.bind(moment, 'Int64')}"
    return tests


def _number_test(column: str, operator: Operator, value: float, parameters: Parameters) -> str:
    number = _as_float(value)
    if math.isnan(number):
        return {"=": f"isNaN({column})", "!=": f"NOT isNaN({column})"}.get(operator, "0")
    if math.isinf(number):
        return f"{column} {operator} {'inf' if number > 0 else '-inf'}"
    return f"{column} {operator} {parameters.bind(number, 'Float64')}"


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


# ---- series -------------------------------------------------------------------------------------


def _series_tests(condition: Condition, parameters: Parameters) -> dict[FieldType, str]:
    """Return what must hold of a series' statistics, for each type that has the operator."""
    aggregate = condition.field.aggregate or Aggregate.LAST
    match condition:
        case Compare(_, operator, int() | float() as value) if not isinstance(value, bool):
            test = _number_test(aggregate.value, operator, value, parameters)
            types = _SERIES if aggregate is Aggregate.COUNT else (FieldType.FLOAT_SERIES,)
            return dict.fromkeys(types, test)
        case Compare(_, operator, str() as text) if aggregate is Aggregate.LAST:
            return {FieldType.STRING_SERIES: f"last_text {operator} {parameters.bind(text, 'String')}"}
        case Contains(_, text) if aggregate is Aggregate.LAST:
            return {FieldType.STRING_SERIES: f"position(last_text, {parameters.bind(text, 'String')}) > 0"}
        case Matches(_, pattern) if aggregate is Aggregate.LAST:
            return {FieldType.STRING_SERIES: f"match(last_text, {parameters.bind(pattern, 'String')})"}
        case _:
            return {}
