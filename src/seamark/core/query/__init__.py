"""The query language: text to tree to SQL."""
