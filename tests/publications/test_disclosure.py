"""What the gate withheld is nowhere in an issue: not in a cell, a bar, a word, an order, a file or a hash."""

import json
import re
from pathlib import Path

import pytest

from beffroi.governance.gate import Policy
from beffroi.publications import bulletin
from tests.publications.editions import COUNTS, PLANTED, RESIDENTS, counted, edition, section
from tests.publications.reading import objects

HARSH = Policy(threshold=100_000)  # a planted count long enough to be looked for
LONG = 73_919


def write(out: Path, counts, policy: Policy | None = None) -> dict[str, bytes]:
    issue = edition(sections=(section("counts", counted(counts, policy)),))
    for locale in issue.locales:
        bulletin.write(issue, locale=locale, out=out)
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def planted(*hidden: int) -> tuple[int, ...]:
    replaced = iter(hidden)
    return tuple(next(replaced) if count < 5 else count for count in COUNTS)


@pytest.mark.parametrize("hidden", [(1, 0), (0, 3), (4, 4), (2, 1)])
def test_an_issue_does_not_depend_on_what_is_withheld(tmp_path, hidden):
    """Every byte is the same whichever small counts stand behind the withheld cells, and whichever is larger."""
    with_three = write(tmp_path / "a", planted(PLANTED, 0))
    with_others = write(tmp_path / "b", planted(*hidden))
    assert len(with_three) == 3 * 2 + 5
    for name, content in with_three.items():
        assert content == with_others[name], name


def test_the_test_above_can_fail(tmp_path):
    shown = write(tmp_path / "a", planted(5, 9))
    other = write(tmp_path / "b", planted(6, 9))
    changed = {name for name in shown if shown[name] != other[name]}
    assert {"bulletin.en.html", "bulletin.fr.pdf", "data/counts-areas.csv", "data/dcat.jsonld"} <= changed


def spellings(value: int) -> list[str]:
    grouped = f"{value:,}"
    rate = 1000 * value / RESIDENTS[4]
    plain = [str(value), grouped, *(grouped.replace(",", mark) for mark in (".", "\u202f", "\u00a0", " ", "&nbsp;"))]
    return [*plain, f"{rate:.4f}", f"{rate:.1f}", f"{rate:.1f}".replace(".", ",")]


def readable(content: bytes) -> str:
    opened = objects(content) if content.startswith(b"%PDF") else content.decode("utf-8")
    return opened + json.dumps(opened, ensure_ascii=False)


def test_a_planted_count_is_found_in_no_file(tmp_path):
    counts = (871_000, 655_000, 1_204_000, 402_000, LONG, 1_518_000, 0, 2_977_000)
    shown = write(tmp_path / "shown", counts, Policy(threshold=5))
    hidden = write(tmp_path / "hidden", counts, HARSH)
    everything = "".join(map(readable, shown.values()))
    assert all(
        re.search(re.escape(text), everything) for text in (str(LONG), "73,919", "73\u202f919")
    )  # it can be found
    for name, content in hidden.items():
        opened = readable(content)
        for written in spellings(LONG):
            assert written not in opened, (name, written)


def test_the_words_of_a_withheld_summary_are_not_said(tmp_path):
    issue = edition(sections=(section("counts", counted(policy=Policy(threshold=8_000))),))
    written = bulletin.write(issue, locale="en", out=tmp_path)
    page = written[0].read_text(encoding="utf-8")
    assert "7,630" not in page
    assert "No key point can be drawn" in page
    assert "fewer than 8000 events" in page.replace(",", "")
