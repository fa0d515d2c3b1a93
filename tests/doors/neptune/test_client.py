"""The unmodified client, driven by tests that run inside its own environment (``client/check_*.py``)."""

from pathlib import Path

import pytest

CHECKS = sorted((Path(__file__).parent / "client").glob("check_*.py"))


@pytest.mark.network
@pytest.mark.parametrize("checks", CHECKS, ids=lambda path: path.stem)
def test_the_client(run_client, checks: Path):
    done = run_client(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(checks.parent / "pytest.ini"), str(checks)
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
