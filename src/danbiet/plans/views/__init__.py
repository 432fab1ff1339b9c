"""Pages of plans and their work."""
