"""From lark's tree to ours: types, values and their agreement are checked here."""

import re
from typing import Final, NoReturn, cast

from lark import Token, Tree

from seamark.core.query.literals import read_boolean, read_moment, read_number, read_quoted, read_word
from seamark.model import limits
from seamark.model.errors import InvalidPath, InvalidQuery
from seamark.model.paths import check_path
from seamark.model.query import (
    Aggregate,
    And,
    Compare,
    Contains,
    Exists,
    FieldRef,
    Literals,
    Matches,
    Not,
    Operator,
    Or,
    Query,
)
from seamark.model.values import FieldType

_ALIASES: Final = {
    "integer": FieldType.INT,
    "boolean": FieldType.BOOL,
    "experimentstate": FieldType.STRING,
    "imageseries": FieldType.FILE_SERIES,
}
TYPES: Final = {type.value.replace("_", ""): type for type in FieldType} | _ALIASES

_SERIES: Final = frozenset({FieldType.FLOAT_SERIES, FieldType.STRING_SERIES, FieldType.HISTOGRAM_SERIES})
_NUMBERS: Final = frozenset({FieldType.INT, FieldType.FLOAT, FieldType.FLOAT_SERIES})
_TEXTS: Final = frozenset({FieldType.STRING, FieldType.STRING_SERIES})
_COMPARED: Final = _NUMBERS | _TEXTS | {FieldType.BOOL, FieldType.DATETIME}


def build(tree: Tree[Token]) -> Query:
    """Return the query of a whole tree.

    Raises:
        InvalidQuery: a type is unknown, or a value is not of it, or there is too much.
    """
    conditions = sum(node.data == "field" or node.data == "aggregate" for node in tree.iter_subtrees())
    if conditions > limits.QUERY_TERMS:
        raise InvalidQuery(f"The query has more than {limits.QUERY_TERMS} conditions.", "Ask in two queries.")
    return _build(_child(tree, 0))


def _build(node: Tree[Token]) -> Query:
    match node.data:
        case "either":
            return Or(_terms(node, Or))
        case "both":
            return And(_terms(node, And))
        case "negate":
            return _negate(node)
        case _:
            return _condition(node)


def _terms(node: Tree[Token], kind: type[And] | type[Or]) -> tuple[Query, ...]:
    terms = [_build(cast("Tree[Token]", child)) for child in node.children]
    return tuple(inner for term in terms for inner in (term.terms if isinstance(term, kind) else (term,)))


def _negate(node: Tree[Token]) -> Query:
    negated = False
    while node.data == "negate":
        node, negated = _child(node, 0), not negated
    term = _build(node)
    return Not(term) if negated else term


def _condition(node: Tree[Token]) -> Query:
    field, where = _read_field(_child(node, 0)), _first(_child(node, 0))
    match node.data:
        case "compare":
            return _compare(field, cast("Token", node.children[1]), _first(_child(node, 2)))
        case "contains" | "lacks":
            allowed = _TEXTS | {FieldType.STRING_SET}
            found: Query = Contains(field, _text(field, "CONTAINS", allowed, where, _first(_child(node, 1))))
        case "matches" | "differs":
            found = Matches(field, _pattern(field, where, _first(_child(node, 1))))
        case _:
            found = Exists(field)
    return Not(found) if node.data in {"lacks", "differs", "missing"} else found


def _child(node: Tree[Token], index: int) -> Tree[Token]:
    return cast("Tree[Token]", node.children[index])


def _first(node: Tree[Token]) -> Token:
    return next(node.scan_values(lambda value: isinstance(value, Token)))


def _fail(token: Token, problem: str, expected: str) -> NoReturn:
    position = token.start_pos or 0
    raise InvalidQuery(f"At character {position + 1}: {problem}, expected {expected}.", position=position)


# ---- fields -------------------------------------------------------------------------------------


def _read_field(node: Tree[Token]) -> FieldRef:
    if node.data == "aggregate":
        name, path, type = node.children
        aggregate = Aggregate({"average": "mean"}.get(str(name).lower(), str(name).lower()))
    else:
        path, type = node.children
        aggregate = None
    kind = None if type is None else _read_type(cast("Token", type))
    if aggregate is not None and kind is not None and kind not in _SERIES:
        _fail(cast("Token", type), f"{aggregate.value}() of {kind.value}", "floatSeries or no type")
    return FieldRef(_read_path(_first(cast("Tree[Token]", path))), kind, aggregate)


def _read_type(token: Token) -> FieldType:
    known = TYPES.get(token.lower().replace("_", ""))
    if known is None:
        _fail(
            token, f'found the type "{token}"', "float, int, string, bool, datetime, stringSet, floatSeries or another"
        )
    return known


def _read_path(token: Token) -> str:
    text = token[1:-1] if token.type == "BACKQUOTED" else str(token)
    try:
        return check_path(text)
    except InvalidPath as mistake:
        position = token.start_pos or 0
        raise InvalidQuery(f"At character {position + 1}: {mistake.detail}", position=position) from None


# ---- values -------------------------------------------------------------------------------------


def _raw(token: Token) -> str:
    return read_quoted(token) if token.type == "QUOTED" else str(token)


def _compare(field: FieldRef, operator: Token, token: Token) -> Compare:
    sign = cast("Operator", "=" if operator == "==" else str(operator))
    if field.type is not None and field.type not in _COMPARED:
        _fail(operator, f"{field.type.value} has no {operator}", "CONTAINS or EXISTS")
    value = _value(field, token)
    if isinstance(value, bool) and sign not in {"=", "!="}:
        _fail(operator, f"a boolean has no {operator}", "= or !=")
    return Compare(field, sign, value)


def _value(field: FieldRef, token: Token) -> Literals:
    raw = _raw(token)
    value: Literals | None
    match field.type:
        case None if field.aggregate in {None, Aggregate.LAST, Aggregate.FIRST}:
            return raw if token.type == "QUOTED" else read_word(raw)
        case None | FieldType.INT | FieldType.FLOAT | FieldType.FLOAT_SERIES:
            value, expected = read_number(raw), "a number"
        case FieldType.BOOL:
            value, expected = read_boolean(raw), "true or false"
        case FieldType.DATETIME:
            value, expected = (
                (None if read_moment(raw, 0) is None else raw),
                'a time such as 2026-03-01T12:00Z or "-2d"',
            )
        case FieldType.STRING_SERIES if field.aggregate is Aggregate.COUNT:
            value, expected = read_number(raw), "a number"
        case _:
            return raw
    if value is None:
        _fail(token, f'found "{raw[:40]}"', expected)
    return value


def _text(field: FieldRef, operator: str, allowed: frozenset[FieldType], where: Token, token: Token) -> str:
    if field.type is not None and field.type not in allowed:
        _fail(where, f"{field.type.value} has no {operator}", "another type, or none")
    if field.aggregate not in {None, Aggregate.LAST}:
        _fail(where, f"{field.aggregate} has no {operator}", "a comparison with a number")
    return _raw(token)


def _pattern(field: FieldRef, where: Token, token: Token) -> str:
    pattern = _text(field, "MATCHES", _TEXTS, where, token)
    try:
        re.compile(pattern)
    except re.error as mistake:
        _fail(token, f"the pattern does not compile ({mistake.msg})", "a regular expression")
    except (RecursionError, OverflowError):
        _fail(token, "the pattern nests too deep or repeats too often", "a simpler one")
    return pattern
