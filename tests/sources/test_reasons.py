"""Every code that an intake writes has its words, and every word its code."""

import ast
from pathlib import Path

import beffroi.sources
from beffroi.sources.reasons import DROPPED, NOTES, QUARANTINED, REASONS
from beffroi.vocabulary.checks import CHECKS

FOLDER = Path(beffroi.sources.__file__).parent
WRITTEN = {
    node.value
    for path in FOLDER.glob("*.py")
    if path.stem not in {"reasons", "geography", "exposure", "propose"}
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


def test_every_code_with_words_is_written_somewhere():
    assert set(REASONS) <= WRITTEN


def test_codes_seen_in_the_code_have_words():
    for code in ("bad_date", "cut_last_record", "exact_repeat_of_key", "nul_removed", "months_without_rows"):
        assert code in REASONS
    checks = {"located", "hour_known", "mapped", "midnight", "noon", "first_of_month", "exact_repeats", "open_interval"}
    assert checks | {"dst_gap", "dst_fold"} <= set(CHECKS) & WRITTEN


def test_kinds_of_codes_do_not_overlap():
    assert len(REASONS) == len(QUARANTINED) + len(DROPPED) + len(NOTES) + 5
