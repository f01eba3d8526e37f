"""Prevention: projects, practices, audits."""
