"""What keeps the stores in order: clean-up, back-up, and going back to one."""

from seamark.core.upkeep.backup import backup
from seamark.core.upkeep.cleaning import Cleaned, collect_blobs
from seamark.core.upkeep.restoring import restore
from seamark.core.upkeep.stores import Stores

__all__ = ["Cleaned", "Stores", "backup", "collect_blobs", "restore"]
