"""Every test of the library under its own null hypothesis, one module a family."""
