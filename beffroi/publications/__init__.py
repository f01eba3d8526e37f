"""Only releases come in: bulletin, open data."""
