"""What the stores take on disk."""

import shutil
from typing import TYPE_CHECKING

from seamark.core.caller import Caller
from seamark.core.runs import list_projects
from seamark.wire.api.server import ProjectUsage, Usage

if TYPE_CHECKING:
    from seamark.core.assembly import Core


def measure_usage(core: "Core", caller: Caller) -> Usage:
    """Return bytes by store, and by project that the caller may read; the largest first."""
    points = core.columns.usage()
    files = core.columns.file_usage()
    counts = core.catalog.objects.counts()
    projects = [
        ProjectUsage(
            project=f"{row.workspace}/{row.name}",
            runs=counts.get(row.number, 0),
            points=points.get(row.number, 0),
            files=files.get(row.number, 0),
        )
        for row in list_projects(core, caller)
    ]
    return Usage(
        catalog=core.catalog.size(),
        columns=points.get(0, 0),
        blobs=core.blobs.usage(),
        free=shutil.disk_usage(core.settings.data).free,
        projects=sorted(projects, key=lambda project: project.points + project.files, reverse=True),
    )
