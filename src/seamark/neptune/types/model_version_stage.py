"""Stages of a model's version."""

from enum import Enum


class ModelVersionStage(Enum):
    """Where a version stands."""

    NONE = "none"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"
