"""How SQLite answers what is asked of a million objects: by an index that leads to few of them."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from seamark.model.objects import ObjectKind, make_uid
from seamark.storage.catalog import open_catalog

ASKED = {
    "a name": lambda catalog: catalog.objects.find("A-1", project=1),
    "many names": lambda catalog: catalog.objects.find_all([f"A-{number}" for number in range(50)], 1),
    "children": lambda catalog: catalog.objects.children(1),
    "what is in the trash": lambda catalog: catalog.objects.trashed(1, offset=0, limit=10),
    "what a fork needs": lambda catalog: catalog.removals.held(1, [1]),
    "deleting": lambda catalog: catalog.removals.remove_objects(1, [1, 2]),
}


@pytest.mark.parametrize("question", ASKED)
def test_few_objects_are_not_looked_for_among_all(tmp_path: Path, question: str):
    path = tmp_path / "catalog.db"
    catalog = open_catalog(f"sqlite:///{path}")
    project = catalog.projects.create("ada", "digits", key="A")
    for _ in range(3):
        catalog.objects.create(
            project.number,
            ObjectKind.RUN,
            uid=make_uid(),
            own_id=None,
            parent=None,
            created_at=1,
            created_by="ada",
        )
    catalog.objects.trash([2], 1, "ada")
    statements: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if "objects" in statement and not many:
            statements.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        ASKED[question](catalog)
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
        catalog.close()
    assert statements
    with sqlite3.connect(path) as reading:
        for statement, parameters in statements:
            for *_, step in reading.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                assert not step.startswith("SCAN objects"), (step, statement)
                assert "ix_objects_newest" not in step, (step, statement)
    reading.close()
