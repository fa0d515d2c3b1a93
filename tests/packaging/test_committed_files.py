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
    guilty = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 4 * 2**20:
            if HOSTS.search(path.read_text(errors="replace")):
                guilty.append(name)
    assert guilty == []
