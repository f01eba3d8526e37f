"""Canonical tables and views: columns, types, units."""
