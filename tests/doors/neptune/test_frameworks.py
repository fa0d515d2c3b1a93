"""Frameworks as people log them with the unmodified client: through the integrations that Neptune or they ship.

The checks (``client/frameworks/check_*.py``) run inside environments of their own, whose first making takes minutes.
"""

import sys
from pathlib import Path

import pytest

FRAMEWORKS = Path(__file__).parent / "client" / "frameworks"

pytestmark = [pytest.mark.network, pytest.mark.timeout(900)]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the SciPy that neptune-sklearn needs has no wheel for it")
@pytest.mark.parametrize("name", ["optuna", "sacred", "sklearn", "xgboost"])
def test_a_framework(run_checks, name: str):
    run_checks(FRAMEWORKS / f"check_{name}.py", client="frameworks.txt")


@pytest.mark.soak
def test_lightning(run_checks):
    """With torch, which is large; ``lightning.txt`` says how it is found."""
    run_checks(FRAMEWORKS / "check_lightning.py", client="lightning.txt")
