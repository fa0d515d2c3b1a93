"""Modules that can be imported by more than one name, as Neptune moved them about."""

import importlib
import sys


def alias(name: str, target: str) -> None:
    """Let a module be imported as ``name`` too; it is loaded now and is one module under both names."""
    module = importlib.import_module(target)
    sys.modules[name] = module
    parent, _, own = name.rpartition(".")
    package = sys.modules.get(parent)
    if hasattr(package, "__path__") and not hasattr(package, own):
        setattr(package, own, module)
