"""Observers of other libraries."""
