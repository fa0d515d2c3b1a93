"""Origins that no process stands for are watched no more: second streams, and runs' own beside their processes'.

Revision ID: 0008
"""

from typing import Final

from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    """End them; a server looked at each of them when it started."""
    op.execute(
        """
        UPDATE sessions SET ended_at = started_at, state = 'finished'
        WHERE ended_at IS NULL AND (
            origin LIKE '%.%'
            OR EXISTS (
                SELECT 1 FROM objects
                WHERE objects.number = sessions.object AND objects.uid = sessions.origin AND (
                    objects.kind <> 'run'
                    OR EXISTS (
                        SELECT 1 FROM sessions AS others
                        WHERE others.object = sessions.object AND others.origin <> sessions.origin
                        AND others.origin NOT LIKE '%.%'
                    )
                )
            )
        )
        """
    )
