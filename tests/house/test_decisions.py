"""A decision says its status, why, what and at what cost, on one page."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "decisions"
DECISIONS = sorted(FOLDER.glob("*.md"))
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
ONE_PAGE = 60


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_four_parts_in_order(page):
    content = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", content, re.MULTILINE) == HEADINGS
    for part in re.split(r"^## .+$", content, flags=re.MULTILINE)[1:]:
        assert part.strip(), f"{page.name} has an empty part"


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_numbered_and_fits_one_page(page):
    lines = page.read_text("utf-8").splitlines()
    number = int(re.match(r"(\d{4})-[a-z0-9-]+$", page.stem)[1])
    assert lines[0].startswith(f"# {number}. ")
    assert len(lines) <= ONE_PAGE


def test_numbers_follow_each_other():
    assert [int(page.stem[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_files_that_decisions_name_exist():
    root = FOLDER.parent
    for page in DECISIONS:
        for name in re.findall(r"`((?:beffroi|tests)/[\w/.-]+\.py)`", page.read_text("utf-8")):
            assert (root / name).exists(), f"{page.name} names {name}"
