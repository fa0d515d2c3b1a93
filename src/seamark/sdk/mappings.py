"""Whatever is a dictionary in spirit, as names and values, and its leaves as paths."""

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from seamark.model.errors import InvalidValue

DEEPEST: Final = 64
"""How deep values may be nested."""


def module_of(value: Any) -> str:
    """Return the module that a value's type comes from."""
    return type(value).__module__ or ""


def read_mapping(value: Any) -> Mapping[Any, Any] | None:
    """Return the names and values of whatever is a dictionary in spirit, None of anything else:
    mappings, dataclasses, namespaces, named tuples, pydantic, attrs, msgspec, OmegaConf, ml_collections.
    """
    if isinstance(value, type):
        return None
    kind = type(value)
    if kind is dict:
        return value  # type: ignore[no-any-return]
    if module_of(value).startswith("omegaconf"):
        return _read_omegaconf(value)
    if isinstance(value, Mapping):
        return value
    if dataclasses.is_dataclass(kind):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if kind.__name__ in ("Namespace", "SimpleNamespace") or _is_namespace(value):
        named: dict[str, Any] = vars(value)
        return named
    return _read_foreign(value)


def _is_namespace(value: Any) -> bool:
    argparse = sys.modules.get("argparse")
    return argparse is not None and isinstance(value, argparse.Namespace)


def _read_omegaconf(value: Any) -> Mapping[Any, Any] | None:
    plain = sys.modules["omegaconf"].OmegaConf.to_container(value, resolve=True)
    return plain if isinstance(plain, dict) else None


def is_listed(value: Any) -> bool:
    """Say whether the value is a foreign list (OmegaConf's)."""
    return type(value).__name__ == "ListConfig" and module_of(value).startswith("omegaconf")


def _read_foreign(value: Any) -> Mapping[Any, Any] | None:
    kind = type(value)
    if hasattr(kind, "model_fields") and hasattr(kind, "model_dump"):
        return dict(value)
    if hasattr(kind, "__attrs_attrs__"):
        return {field.name: getattr(value, field.name) for field in kind.__attrs_attrs__}
    if hasattr(kind, "__struct_fields__"):
        return {name: getattr(value, name) for name in kind.__struct_fields__}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return dict(zip(kind._fields, value, strict=True))
    for name in ("flag_values_dict", "to_dict"):
        if module_of(value).startswith(("absl.", "ml_collections.")) and hasattr(kind, name):
            found: Mapping[Any, Any] = getattr(value, name)()
            return found
    return None


def read_leaves(path: str, value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each leaf of nested mappings; an empty mapping is a leaf.

    Raises:
        InvalidValue: nested too deeply (a mapping that holds itself).
    """
    return _descend(path, value, 0)


def _descend(path: str, value: Mapping[Any, Any], depth: int) -> Iterator[tuple[str, Any]]:
    if depth > DEEPEST:
        raise InvalidValue(f"{path[:80]}… is nested more than {DEEPEST} deep.", "Simplify it.", path=path[:80])
    for name, item in value.items():
        below = f"{path}/{name}" if path else str(name)
        mapping = read_mapping(item)
        if mapping:
            yield from _descend(below, mapping, depth + 1)
        else:
            yield below, {} if mapping is not None else item
