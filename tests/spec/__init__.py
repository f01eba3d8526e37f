"""The manual of the views: small tables in, arithmetic out, run on every engine."""
