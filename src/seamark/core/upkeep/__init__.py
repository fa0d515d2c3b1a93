"""What keeps the stores in order: clean-up, back-up, and going back to one."""

from seamark.core.upkeep.backup import back_up, backup
from seamark.core.upkeep.cleaning import Cleaned, clean_up, keep_clean
from seamark.core.upkeep.restoring import restore
from seamark.core.upkeep.stores import Stores

__all__ = ["Cleaned", "Stores", "back_up", "backup", "clean_up", "keep_clean", "restore"]
