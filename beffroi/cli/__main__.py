"""`python -m beffroi.cli`."""

from beffroi.cli import main

raise SystemExit(main())
