"""The ledger: every count that ever left, as a linear statement over base cells."""

import hashlib
import json
from typing import Any, Protocol

from beffroi.governance.gate import Release


class LedgerStorage(Protocol):
    """Where statements are written; the observatory passes it in."""

    def record_release(self, release: dict[str, Any], statements: list[dict[str, Any]]) -> None:
        """Write a release and its statements in one transaction."""


def release_id(release: Release) -> str:
    """Return the identifier of a release: a hash of its question, scope and released values."""
    told = [release.context["question"], release.context["scope"], [_row(s) for s in release.statements]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def record(release: Release, storage: LedgerStorage) -> str:
    """Write a release into the ledger; return its identifier. The same release is written once."""
    name = release_id(release)
    policy = {
        slot: getattr(release.policy, slot)
        for slot in ("threshold", "sensitive_threshold", "sensitive", "already_public")
    }
    row = {
        "id": name,
        "question": release.context["question"],
        "scope": release.context["scope"],
        "policy": json.dumps(policy),
    }
    dataset = str(release.context["dataset"])
    storage.record_release(row, [{"release": name, "dataset": dataset, **_row(s)} for s in release.statements])
    return name


def _row(statement: Any) -> dict[str, Any]:
    return {
        slot: getattr(statement, slot) for slot in ("table", "column", "zones", "offences", "period", "filter", "value")
    }
