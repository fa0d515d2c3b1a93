"""What has fields: runs, projects, models."""

from seamark.neptune.metadata_containers.container import Container as MetadataContainer
from seamark.neptune.metadata_containers.models import Model, ModelVersion
from seamark.neptune.metadata_containers.project import Project
from seamark.neptune.metadata_containers.run import Run

__all__ = ["MetadataContainer", "Model", "ModelVersion", "Project", "Run"]
