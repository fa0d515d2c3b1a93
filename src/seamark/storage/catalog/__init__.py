"""What each object *is*: workspaces, people, projects, objects, sessions, receipts, uploads."""

from seamark.storage.catalog.opening import open_catalog

__all__ = ["open_catalog"]
