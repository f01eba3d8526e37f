"""Propose a profile for a file, and say which packaged profiles fit it."""

import tomllib
from pathlib import Path
from typing import Any

from beffroi.observatory import Observatory


def propose_profile(path: Path, *, locale: str, out: Path | None = None, near: Observatory | None = None) -> Any:
    """Propose a profile for a file, whose points should land in an observatory; write it where nothing is yet."""
    from beffroi.errors.store import NeverOverwritten
    from beffroi.sources.propose import propose

    if out is not None and out.exists():
        raise NeverOverwritten(file=str(out))
    proposal = propose(path, locale=locale, near=near.boundary() if near else None)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(proposal.toml, "utf-8")
    return proposal


def packaged_for(proposal: Any) -> list[str]:
    """Return the names of the packaged profiles whose columns and categories a looked-at file has."""
    from beffroi.desk import fitting

    wanted = tomllib.loads(proposal.toml).get("what", {}).get("crosswalk")
    held = [profile for profile in fitting(proposal.seen) if profile.what.constant or profile.what.crosswalk == wanted]
    return [profile.name for profile in held]
