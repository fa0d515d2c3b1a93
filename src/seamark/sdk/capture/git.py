"""The state of the git repository that the script lies in: commit, branch, remote, what is changed."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from seamark.sdk.media import File

DIFF_BYTES: Final = 20 * 2**20
_SECONDS: Final = 20


def read_git(folder: Path) -> Iterator[tuple[str, object]]:
    """Yield the names and values of a session's ``git/…`` fields; nothing outside a repository."""
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return
    status = _ask(folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no")
    if status is None:
        return
    heads = dict(re.findall(r"^# branch\.(\S+) (.*)$", status, re.MULTILINE))
    commit = heads.get("oid", "")
    dirty = any(not line.startswith("#") for line in status.splitlines())
    known = commit not in ("", "(initial)")
    if known:
        yield "commit", commit
        message = _ask(folder, "log", "-1", "--format=%B")
        if message:
            yield "message", message.strip()
    if heads.get("head", "(detached)") != "(detached)":
        yield "branch", heads["head"]
    remote = _find_remote(folder)
    if remote:
        yield "remote", remote
    yield "dirty", dirty
    if dirty and known:
        yield "diff", _read_diff(folder)


def _find_remote(folder: Path) -> str:
    names = (_ask(folder, "remote") or "").split()
    if not names:
        return ""
    name = "origin" if "origin" in names else names[0]
    return hide_secret((_ask(folder, "remote", "get-url", name) or "").strip())


def hide_secret(url: str) -> str:
    """Return a remote's address without the name and token that it may hold."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://)(?!git@)[^/]*@", r"\1", url, flags=re.IGNORECASE)


def _read_diff(folder: Path) -> File:
    text = _ask_bytes(folder, "diff", "HEAD", "--binary", "--no-color", "--no-ext-diff")
    if len(text) >= DIFF_BYTES:
        text = text[:DIFF_BYTES] + b"\n[cut: the diff is longer]\n"
    return File(text, name="diff.patch", media_type="text/x-diff")


def _ask(folder: Path, *words: str) -> str | None:
    answer = _ask_bytes(folder, *words)
    return answer.decode(errors="replace") if answer else None


def _ask_bytes(folder: Path, *words: str) -> bytes:
    try:
        process = subprocess.Popen(
            ["git", "-C", str(folder), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except OSError:
        return b""
    with process:
        assert process.stdout is not None
        answer = process.stdout.read(DIFF_BYTES)
        process.stdout.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    return answer
