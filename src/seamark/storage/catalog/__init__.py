"""What each object *is*: workspaces, people, projects, objects, sessions, receipts, uploads."""
