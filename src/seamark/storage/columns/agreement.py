"""Which runs agree: a key for each, the same for those that have the same values in some fields.

The key of an object is the sum, in 64 bits, of a hash for each of these fields that it has; so fields may be read
in any order, and one that it lacks adds nothing. Numbers agree whatever their types, as they do in the hash of a
configuration. What is read and summed lies in the order by path, which is a third of the work of the order by object.
"""

from collections.abc import Collection
from typing import Any, Final

from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Agreement, Sql
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH
from seamark.storage.columns.types import Types
from seamark.storage.columns.values import SERIES, TEXTS, name_statistic, select_series, select_singles

REASON: Final = "sys/reason"
NUMBERS: Final = (
    r"[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+(?:[.,][0-9]+)*\.?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
    r"(?:\s?[kKMGTPE]i?B\b)?|\b(?i:nan|inf|infinity)\b)"
)
"""What two reasons may differ in: numbers, addresses, sizes in bytes; the same to RE2 and to Python."""
MARK: Final = "…"

COMPARED: Final = frozenset({1, 2, 3, 4, 5, 6, 7, 16, 17})
"""Types whose value stands in ``fields``: singles and sets."""
_NUMBERS: Final = frozenset({1, 2, 3, 5})
_FLOAT: Final = 3
_BY_TEXT: Final = frozenset({4, 6, 16, 17})
_SET: Final = 7
_FILES: Final = frozenset({11, 12, 13, 14, 15})
_BELOW_2_63: Final = "9223372036854774784."
"""The greatest float that is an Int64."""


class Hashes:
    """Statements of (object, hash), of which the sums by object are the keys; they name ``{project:UInt32}``."""

    def __init__(self, engine: Engine, types: Types, project: int, agreement: Agreement) -> None:
        self._agreement = agreement
        found = types.find(project, list(agreement.by))
        self._codes = [{one.code for one in found[path]} for path in agreement.by]
        self.parameters: dict[str, Any] = {"numbers": NUMBERS, "apart": list(agreement.apart_from)}
        self.parameters |= {f"by_{index}": path for index, path in enumerate(agreement.by)}
        self.parameters |= {f"prefix_{index}": f"{one}/" for index, one in enumerate(agreement.prefixes or ())}
        self._configured: set[int] = set()
        if agreement.prefixes:
            sql = f"SELECT groupUniqArray(type) AS types FROM {FIELDS_BY_PATH} WHERE {self._configuration}"
            read = engine.select(Sql(text=sql, parameters=self.parameters | {"project": project}))
            self._configured = set(read.column("types")[0].as_py()) & COMPARED

    @property
    def _configuration(self) -> str:
        tests = [f"startsWith(path, {{prefix_{index}:String}})" for index in range(len(self._agreement.prefixes or ()))]
        return f"project = {{project:UInt32}} AND ({' OR '.join(tests)}) AND path NOT IN {{apart:Array(String)}}"

    def select(self, filters: str = "", *, of_few: bool = False) -> str:
        """Return the statement for the objects that some conditions allow, each of which begins with AND; of few
        objects their configuration is read where it lies together.
        """
        table = FIELDS if of_few else FIELDS_BY_PATH
        parts = [
            f"SELECT object, cityHash64({{by_{index}:String}}, spelled) AS hash FROM ({part})"
            for index, (path, codes) in enumerate(zip(self._agreement.by, self._codes, strict=True))
            for part in select_compared(f"{{by_{index}:String}}", codes, None, filters, is_reason=path == REASON)
        ]
        if self._configured:
            own = ", ".join(map(str, sorted(self._configured)))
            parts.append(
                f"""SELECT object, cityHash64(path, {spell(self._configured)}) AS hash FROM {table} FINAL
                WHERE {self._configuration}{filters} AND type IN ({own}) AND deleted = 0"""
            )
        return " UNION ALL ".join(parts) or "SELECT 0::UInt64 AS object, 0::UInt64 AS hash WHERE 0"


def select_compared(
    path: str, codes: Collection[int], aggregate: str | None, filters: str, *, is_reason: bool = False
) -> list[str]:
    """Return statements of (object, number, spelled): a path's values, as numbers where they are some, and as a hash
    that is the same for values that agree.
    """
    codes = frozenset(codes)
    singles, parts = codes - SERIES, []
    if singles and not aggregate:
        number = "NULL::Nullable(Float64)" if singles <= TEXTS else "number"
        columns = f"{number} AS number, {spell(singles, is_reason=is_reason)} AS spelled"
        parts.append(select_singles(path, codes, columns, filters))
    if singles != codes:
        number, text = name_statistic(codes, aggregate)
        parts.append(select_series(path, f"{number} AS number, {_spell_statistic(number, text)} AS spelled", filters))
    return parts


def spell(codes: Collection[int], *, is_reason: bool = False) -> str:
    """Return a hash of the value in a row of ``fields`` whose type is one of these, reading only what it needs.

    A number counts as its float and what the float lacks of the integer, so that all of 64 bits are told apart. A
    file has no value there, and agrees with none but itself.
    """
    codes = frozenset(codes)
    number = "assumeNotNull(number)" if codes <= _NUMBERS else "ifNull(number, 0)"
    bits = _spell_float(number) if codes & _NUMBERS else "toUInt64(0)"
    if codes & _FILES:
        bits = f"if(type >= 11 AND type <= 15, object, {bits})"
    whole = f"toInt64(if(isNull(integer), 0., least({number}, {_BELOW_2_63})))"
    rest = f"ifNull(integer, 0) - {whole}" if codes & _NUMBERS - {_FLOAT} else "0"
    text = "text" if codes & _BY_TEXT else "''"
    if is_reason:
        text = f"replaceRegexpAll({text}, {{numbers:String}}, '{MARK}')"
    if _SET in codes:
        text = f"if(type = {_SET}, arrayStringConcat(arraySort(items), '\\0'), {text})"
    kind = "1" if codes <= {1, 2, 3} else "multiIf(type <= 3, 1, type >= 16, 6, type)"
    return _hash(kind, bits, rest, "digest" if codes & _BY_TEXT else "''", text)


def _spell_float(number: str) -> str:
    """Zero has one sign, and NaN is one."""
    return f"reinterpretAsUInt64(if(isNaN({number}), nan, {number} + 0.))"


def _spell_statistic(number: str, text: str) -> str:
    told = _hash("1", _spell_float(f"ifNull({number}, 0)"), "0", "''", "''")
    return f"if(isNull({number}), {_hash('4', 'toUInt64(0)', '0', chr(39) * 2, text)}, {told})"


def _hash(kind: str, bits: str, rest: str, digest: str, text: str) -> str:
    return f"cityHash64(toUInt8({kind}), {bits}, toInt64({rest}), {digest}, {text})"
