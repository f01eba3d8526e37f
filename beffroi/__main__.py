"""`python -m beffroi`, where the command is not on the path."""

import sys

from beffroi.cli import main

if __name__ == "__main__":
    sys.exit(main())
