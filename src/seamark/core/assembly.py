"""What a server consists of: the three stores, and what works on them."""

import asyncio
import contextlib
import secrets
import threading
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

from seamark.core.access import Access
from seamark.core.choices import Choices
from seamark.core.differences import Differ
from seamark.core.files import Files
from seamark.core.groups import Groups
from seamark.core.hearts import Hearts
from seamark.core.ingest import Ingest
from seamark.core.lease import Lease
from seamark.core.live import Live
from seamark.core.read import Reader
from seamark.core.rounds import repeat, settle
from seamark.core.rows import drop_links
from seamark.core.signals import Signals
from seamark.core.stops import Stops
from seamark.core.tables import Tables
from seamark.core.upkeep import keep_clean
from seamark.model import limits
from seamark.storage.blobs import Blobs, open_blobs
from seamark.storage.catalog import open_catalog
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.columns import open_columns
from seamark.storage.columns.protocol import Columns
from seamark.wire.api.server import Info

MARK_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreSettings:
    """Where the stores are, and how the server is reached. An empty URL means: below ``data``."""

    data: Path
    url: str
    """The address that links and tokens carry."""
    mode: Literal["local", "team"] = "local"
    workspace: str = "local"
    """The workspace of whoever names none: in local mode the person's login name."""
    catalog_url: str = ""
    columns_url: str = ""
    blobs_url: str = ""
    certificate: Literal["none", "own", "self-made"] = "none"
    """By which certificate the server itself speaks https."""
    authority: Path | None = None
    """What other machines are to trust where the server made its certificate itself."""
    memory_limit: int = 600 * 2**20
    """Bytes that the columns store may take."""


@dataclass(slots=True, kw_only=True)
class Core:
    """The parts of a running server."""

    settings: CoreSettings
    catalog: Catalog
    columns: Columns
    blobs: Blobs
    access: Access
    files: Files
    reader: Reader
    tables: Tables
    choices: Choices
    differ: Differ
    groups: Groups
    live: Live
    ingest: Ingest
    hearts: Hearts
    signals: Signals
    stops: Stops
    lease: Lease
    server_id: str
    pause: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever removes what nothing refers to, and by a back-up, which refers to it still."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address that links and tokens carry, without a slash at its end."""
        return self.settings.url.rstrip("/")

    def project_name(self, number: int) -> str:
        """Return ``workspace/project`` of a project's number."""
        row = self.catalog.projects.get(number)
        return f"{row.workspace}/{row.name}"

    def info(self) -> Info:
        """Return what the server says of itself to anybody."""
        return Info(
            name="seamark",
            version=version("seamark"),
            server_id=self.server_id,
            mode=self.settings.mode,
            url=self.url,
            certificate=self.settings.certificate,
            limits=limits.as_mapping(),
        )

    async def close(self) -> None:
        """Write what waits, close the stores, give the lease back; what fails of it is logged and
        stops nothing else.
        """
        for task in self._tasks:
            task.cancel()
        await settle("A background task", *self._tasks)
        await settle("Writing what waited", self.ingest.close())
        await settle("Closing the stores", asyncio.to_thread(self._close_stores))

    def _close_stores(self) -> None:
        with contextlib.ExitStack() as steps:
            steps.callback(self.catalog.close)
            steps.callback(self.lease.release)
            steps.callback(self.columns.close)

    async def begin(self) -> None:
        """Mend the stores, then take writes and watch the hearts."""
        await self.ingest.start()
        mark = repeat("Noting the clean mark", MARK_SECONDS, self.ingest.note_clean_mark)
        for work in (self.hearts.watch(self), self.hearts.record(self), mark, self.lease.keep(), keep_clean(self)):
            self._tasks.append(asyncio.create_task(work))


async def open_core(settings: CoreSettings) -> Core:
    """Open the stores and begin.

    Raises:
        StoreInUse: another server holds them; says which.
    """
    core = await asyncio.to_thread(_assemble, settings)
    try:
        await core.begin()
    except BaseException:
        await asyncio.to_thread(core._close_stores)  # noqa: SLF001 - it is this file's own
        raise
    return core


def _assemble(settings: CoreSettings) -> Core:
    data = settings.data
    data.mkdir(parents=True, exist_ok=True)
    lease = Lease(data, settings.url)
    lease.lock()
    drop_links(data)
    with contextlib.ExitStack() as undo:
        undo.callback(lease.release)
        catalog = open_catalog(settings.catalog_url or f"sqlite:///{data / 'catalog.db'}")
        undo.callback(catalog.close)
        lease.take(catalog.server)
        columns = open_columns(
            settings.columns_url or f"chdb://{(data / 'columns').absolute()}", memory_limit=settings.memory_limit
        )
        undo.callback(columns.close)
        blobs = open_blobs(settings.blobs_url or f"file://{(data / 'blobs').absolute()}")
        server_id = _server_id(catalog)
        undo.pop_all()
    live = Live()

    def url() -> str:
        return settings.url.rstrip("/")

    running = catalog.sessions.running()
    access = Access(catalog.people, catalog.members, catalog.projects, settings.workspace, url)
    files = Files(catalog, columns, blobs, access)

    tables = Tables(catalog, columns, url)

    return Core(
        settings=settings,
        catalog=catalog,
        columns=columns,
        blobs=blobs,
        access=access,
        files=files,
        reader=Reader(catalog, columns, blobs, url),
        differ=Differ(catalog, columns, blobs),
        tables=tables,
        choices=Choices(catalog, columns),
        groups=Groups(catalog, columns, tables),
        live=live,
        ingest=Ingest(catalog, columns, blobs, files, live),
        hearts=Hearts(running),
        signals=Signals(),
        stops=Stops(running),
        lease=lease,
        server_id=server_id,
    )


def _server_id(catalog: Catalog) -> str:
    known = catalog.server.facts().get("server_id")
    if known:
        return known
    made = secrets.token_hex(8)
    catalog.server.set_facts({"server_id": made})
    return made
