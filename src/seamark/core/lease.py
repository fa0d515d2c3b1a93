"""One server to a store: a lock file for this machine, a lease in the catalog for all."""

import asyncio
import fcntl
import json
import os
import socket
import time
import uuid
from pathlib import Path
from typing import Final

import psutil

from seamark.core.rounds import repeat
from seamark.model.errors import StoreInUse
from seamark.storage.catalog.protocol import Server
from seamark.storage.catalog.rows import LeaseRow

RENEW_SECONDS: Final = 10.0
EXPIRED_SECONDS: Final = 60.0


class Lease:
    """Keeps a second server away from the stores, and tells it who is there."""

    def __init__(self, data: Path, url: str) -> None:
        self._path = data / "server.lock"
        self._file: int | None = None
        self._server: Server | None = None
        boot = str(psutil.boot_time()) if not Path("/proc/sys/kernel/random/boot_id").exists() else _boot_id()
        self._row = LeaseRow(
            holder=uuid.uuid4().hex, host=socket.gethostname(), pid=os.getpid(), boot=boot, url=url, renewed_at=0
        )

    def lock(self) -> None:
        """Take the lock file. Raises StoreInUse."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = read_lock(self._path)
            os.close(file)
            raise _in_use(holder.get("host", "?"), holder.get("pid", "?"), holder.get("url", "")) from None
        text = json.dumps({"host": self._row.host, "pid": self._row.pid, "url": self._row.url})
        os.ftruncate(file, 0)
        os.pwrite(file, text.encode(), 0)
        self._file = file

    def take(self, server: Server) -> None:
        """Take the lease in the catalog. Raises StoreInUse."""
        present = server.lease()
        if present is not None and not self._is_over(present):
            raise _in_use(present.host, present.pid, present.url)
        if not server.take_lease(self._renewed(), expected=present):
            raise _in_use("?", "?", "")
        self._server = server

    def _renewed(self) -> LeaseRow:
        return LeaseRow(
            holder=self._row.holder,
            host=self._row.host,
            pid=self._row.pid,
            boot=self._row.boot,
            url=self._row.url,
            renewed_at=time.time_ns() // 1_000,
        )

    def _is_over(self, lease: LeaseRow) -> bool:
        if lease.host == self._row.host:
            return lease.boot != self._row.boot or not psutil.pid_exists(lease.pid) or lease.pid == self._row.pid
        return time.time_ns() // 1_000 - lease.renewed_at > EXPIRED_SECONDS * 1e6

    async def keep(self) -> None:
        """Renew the lease until cancelled."""
        await repeat("Renewing the lease", RENEW_SECONDS, self._renew)

    async def _renew(self) -> None:
        if self._server is not None:
            present = await asyncio.to_thread(self._server.lease)
            if present is None or present.holder == self._row.holder:
                await asyncio.to_thread(self._server.take_lease, self._renewed(), expected=present)

    def release(self) -> None:
        """Give lease and lock back."""
        if self._server is not None:
            self._server.drop_lease(self._row.holder)
            self._server = None
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read_lock(path: Path) -> dict[str, str]:
    """Return what the holder of a lock file wrote into it: host, pid and url."""
    try:
        text = path.read_text()
        return {name: str(value) for name, value in json.loads(text).items()} if text else {}
    except (OSError, ValueError):
        return {}


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _in_use(host: str, pid: object, url: str) -> StoreInUse:
    where = f" at {url}" if url else ""
    return StoreInUse(f"A server runs already{where} (process {pid} on {host}).", "Open it: seamark open")
