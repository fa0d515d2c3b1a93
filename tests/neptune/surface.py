"""Prints the public names of modules with their parameters, methods and bases, as JSON: run with any Python."""

import enum
import importlib
import inspect
import json
import sys
import warnings


def list_names(module):
    listed = getattr(module, "__all__", None)
    return sorted(listed or (name for name in vars(module) if not name.startswith("_")))


def list_parameters(function):
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[one.name, one.kind.name] for one in parameters if one.name not in ("self", "cls")]


def describe_class(kind):
    attributes = [name for base in kind.__mro__ for name in vars(base).get("__annotations__", {})]
    members = {}
    if issubclass(kind, enum.Enum):
        return {"kind": "class", "parameters": None, "members": dict.fromkeys(kind.__members__)}
    for name, member in inspect.getmembers(kind):
        if name.startswith("_") and name not in ("__getitem__", "__setitem__", "__delitem__", "__enter__", "__exit__"):
            continue
        if inspect.isfunction(member) or inspect.ismethod(member):
            members[name] = list_parameters(member)
        elif isinstance(member, property):
            members[name] = None
    return {"kind": "class", "parameters": list_parameters(kind), "members": members, "attributes": attributes}


def describe(value):
    if inspect.isclass(value):
        if issubclass(value, BaseException):
            return {"kind": "exception", "bases": [base.__name__ for base in value.__mro__[1:-1]]}
        return describe_class(value)
    if inspect.ismodule(value):
        return {"kind": "module"}
    return {"kind": "function", "parameters": list_parameters(value)} if callable(value) else {"kind": "value"}


def main():
    warnings.simplefilter("ignore")
    found = {}
    for wanted in sys.argv[1:]:
        module = importlib.import_module(wanted)
        found[wanted] = {name: describe(getattr(module, name)) for name in list_names(module) if hasattr(module, name)}
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
