"""The four places where safety lives (CONTRIBUTING.md): what they promise still holds."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from beffroi.governance.gate import Policy, Release
from beffroi.tables.incidents import INCIDENTS, RECORDED_COUNTS

ROOT = Path(__file__).resolve().parents[2]
PERSONAL = re.compile(
    r"person|victim|suspect|offender|officer|race|ethnic|sex|gender|age\b|birth|address|street|phone|email|narrative|notes|comment"
)


@pytest.mark.parametrize("column", [*INCIDENTS, *RECORDED_COUNTS])
def test_no_canonical_column_is_about_a_person(column):
    assert not PERSONAL.search(column)


def test_the_columns_of_an_incident_are_the_reviewed_ones():
    """A new column is a decision about persons: change this list in the same commit, and say why."""
    assert set(INCIDENTS) == {
        *("row", "source_id", "event_key", "occurred_utc", "occurred_from", "occurred_to", "interval_open"),
        *("hour_known", "date_precision", "reported_at", "x", "y", "location_kind", "location_metres"),
        *("place_code", "place_name", "offence_source", "offence", "offence_status", "sensitive", "setting", "status"),
    }


def test_a_release_cannot_be_made_by_hand():
    fields = {field.name: None for field in dataclasses.fields(Release)}
    with pytest.raises(TypeError, match=r"governance\.gate"):
        Release(**fields)


def test_thresholds_are_the_announced_ones():
    assert Policy().least == 5
    assert Policy(sensitive=True).least == 10


def contracts() -> dict[str, dict]:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["name"]: contract for contract in declared["tool"]["importlinter"]["contracts"]}


def test_publications_see_only_what_passed_the_gate():
    contract = contracts()["Publications see only what passed the gate"]
    assert contract["type"] == "forbidden"
    assert contract["source_modules"] == ["beffroi.publications"]
    assert set(contract["forbidden_modules"]) >= {f"beffroi.{m}" for m in ("store", "sources", "analyses", "kernels")}
    assert not contract.get("ignore_imports")
    assert not contract.get("allow_indirect_imports")


def test_analyses_see_no_file_store_or_rule_of_publication():
    (contract,) = (c for c in contracts().values() if c.get("source_modules") == ["beffroi.analyses"])
    assert set(contract["forbidden_modules"]) >= {f"beffroi.{m}" for m in ("store", "sources", "governance")}
    assert not contract.get("ignore_imports")


def test_only_the_observatory_reaches_the_network():
    contract = contracts()["Only the observatory reaches the network"]
    assert contract["type"] == "protected"
    assert contract["protected_modules"] == ["beffroi.portals"]
    assert contract["allowed_importers"] == ["beffroi.observatory"]
    assert not contract.get("ignore_imports")


def test_the_contracts_hold():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0
