"""The unmodified client, driven by tests that run inside its own environment (``client/check_*.py``)."""

from pathlib import Path

import pytest

CLIENT = Path(__file__).parent / "client"
CHECKS = sorted(CLIENT.glob("check_*.py"))


@pytest.mark.network
@pytest.mark.parametrize("checks", CHECKS, ids=lambda path: path.stem)
def test_the_client(run_checks, checks: Path):
    run_checks(checks)


OLD = [CLIENT / "check_legacy.py", CLIENT.with_name("client016") / "check_new.py"]


@pytest.mark.network
@pytest.mark.parametrize("checks", OLD, ids=lambda path: path.stem)
def test_the_client_of_0_16(run_checks, checks: Path):
    """The last one whose legacy API stands at the top, with the later one in ``neptune.new``."""
    run_checks(checks, client="client016.txt")
