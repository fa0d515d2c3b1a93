"""What is committed names no registry host and no path of one machine."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTS = re.compile(
    r"registry\." + r"npmjs|registry\." + r"yarnpkg|files\.python" + r"hosted|py" + r"pi\.org|deb\.deb" + r"ian"
)


def test_no_committed_file_names_a_registry_host() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    texts = {path: path.read_text(errors="replace") for path in files if path.is_file() and not path.is_symlink()}
    assert [str(path) for path, text in texts.items() if HOSTS.search(text)] == []
