"""The unmodified client, driven by tests that run inside its own environment (``client/check_*.py``)."""

from pathlib import Path

import pytest

CLIENT = Path(__file__).parent / "client"
CHECKS = sorted(CLIENT.glob("check_*.py"))


@pytest.mark.network
@pytest.mark.parametrize("checks", CHECKS, ids=lambda path: path.stem)
def test_the_client(run_client, checks: Path):
    done = run_client(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(checks.parent / "pytest.ini"), str(checks)
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]


OLD = [CLIENT / "check_legacy.py", CLIENT.with_name("client016") / "check_new.py"]


@pytest.mark.network
@pytest.mark.parametrize("checks", OLD, ids=lambda path: path.stem)
def test_the_client_of_0_16(run_client, checks: Path):
    """The last one whose legacy API stands at the top, with the later one in ``neptune.new``."""
    place = ["-c", str(CLIENT / "pytest.ini"), str(checks)]
    done = run_client("-m", "pytest", "-q", "-p", "no:cacheprovider", *place, client="client016.txt")
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
