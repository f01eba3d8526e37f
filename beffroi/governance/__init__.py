"""The gate the data passes."""
