"""The catalog's migrations, one tree for SQLite and PostgreSQL; each is run once, in order, and never edited."""

from typing import Final

HEAD: Final = "0015"
"""The newest migration's revision."""
