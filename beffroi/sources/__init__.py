"""One file per kind of source; each yields canonical rows and an account of the others."""
