"""The ledger: every count that ever left, as a linear statement over base cells."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Protocol

from beffroi.governance.gate import Release


class LedgerStorage(Protocol):
    """Where statements are written; the observatory passes it in."""

    def record_releases(self, releases: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
        """Write releases, each with its statements, in one transaction: all of them or none."""


def release_id(release: Release) -> str:
    """Return the identifier of a release: a hash of its question, scope and released values."""
    told = [release.context["question"], release.context["scope"], [_row(s) for s in release.statements]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def record(releases: Sequence[Release], storage: LedgerStorage) -> tuple[str, ...]:
    """Write what leaves together into the ledger, whole or not at all; return the identifiers.

    The same release is written once.
    """
    rows = [_rows(release) for release in releases]
    storage.record_releases(rows)
    return tuple(str(row["id"]) for row, _ in rows)


def _rows(release: Release) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    name = release_id(release)
    policy = {
        slot: getattr(release.policy, slot)
        for slot in ("threshold", "sensitive_threshold", "sensitive", "sensitive_offences", "already_public")
    }
    row = {
        "id": name,
        "question": release.context["question"],
        "scope": release.context["scope"],
        "policy": json.dumps(policy),
    }
    dataset = str(release.context["dataset"])
    return row, [{"release": name, "dataset": dataset, **_row(s)} for s in release.statements]


def _row(statement: Any) -> dict[str, Any]:
    return {
        slot: getattr(statement, slot) for slot in ("table", "column", "zones", "offences", "period", "filter", "value")
    }
