"""The paths of ``/api/v1``, one file per group, and the pages."""
