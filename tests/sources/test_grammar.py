"""Delimited text: the fast check against the careful reader, and both against a slow definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels._records import _count_loop, count_records
from beffroi.sources import grammar
from beffroi.sources.grammar import Grammar, cells_of, count_strict, records

RULES = Grammar(separator=b",", quote=b'"', cells=3)
TEXTS = st.text(alphabet='a1,"\n é', max_size=60).map(lambda written: written.encode())


def by_letter(raw: str) -> list[str] | None:
    """Split one record letter by letter; None when its quotes are not proper or it does not end. Slow, obvious."""
    cells, cell, state = [], "", "start"
    for letter in raw:
        if state == "start":
            if letter == '"':
                state = "quoted"
            elif letter == ",":
                cells.append("")
            else:
                cell, state = letter, "plain"
        elif state == "plain":
            if letter == ",":
                cells.append(cell)
                cell, state = "", "start"
            else:
                cell += letter
        elif state == "quoted":
            if letter == '"':
                state = "closing"
            else:
                cell += letter
        elif letter == '"':
            cell, state = cell + '"', "quoted"
        elif letter == ",":
            cells.append(cell)
            cell, state = "", "start"
        else:
            return None
    return None if state == "quoted" else [*cells, cell]


@given(st.text(alphabet='ab,"', max_size=20))
def test_one_line_is_split_as_the_definition_says(line):
    found = next(records(line.encode(), start=0, line=1, grammar=Grammar(separator=b",", quote=b'"')), None)
    expected = by_letter(line)
    if line == "":
        assert found is None
    elif expected is None:
        assert found.fault in {"stray_quote", "unclosed_quote"}
    else:
        assert found.fault is None
        assert [cell.decode() for cell in cells_of(line.encode(), RULES)] == expected


@settings(max_examples=400)
@given(TEXTS)
def test_records_lie_end_to_end_and_cover_the_text(content):
    at, line = 0, 1
    for found in records(content, start=0, line=1, grammar=RULES):
        assert (found.start, found.line) == (at, line)
        assert found.end >= found.start
        line += content.count(b"\n", found.start, found.end) + 1
        at = found.end + 1
    assert at >= len(content)


@settings(max_examples=400)
@given(TEXTS)
def test_a_strict_block_is_one_that_the_careful_reader_finds_without_fault_line_by_line(content):
    n = count_strict(np.frombuffer(content, np.uint8), grammar=RULES)
    found = list(records(content, start=0, line=1, grammar=RULES))
    if n is not None:
        assert len(found) == n
        assert all(one.fault is None and b"\n" not in content[one.start : one.end] for one in found)
        assert all(len(cells_of(content[one.start : one.end], RULES)) == 3 for one in found)


@given(st.lists(st.lists(st.text(alphabet='a,"é', max_size=4), min_size=3, max_size=3), min_size=1, max_size=6))
def test_well_written_text_is_strict(rows):
    written = ["|".join('"' + cell.replace('"', '""') + '"' for cell in row).replace("|", ",") for row in rows]
    content = "\n".join(written).encode()
    assert count_strict(np.frombuffer(content, np.uint8), grammar=RULES) == len(rows)
    assert count_strict(np.frombuffer(content + b"\n", np.uint8), grammar=RULES) == len(rows)
    assert [[cell.decode() for cell in cells_of(line.encode(), RULES)] for line in written] == rows


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"1,2,3\n4,5,6\n", [None, None]),
        (b"1,2,3\n4,5\n7,8,9", [None, "missing_cells", None]),
        (b"1,2,3,4\n5,6,7\n", ["extra_cells", None]),
        (b'1,"2,3\n4,5,6\n7,8,9\n', ["unclosed_quote", None, None]),
        (b'1,"2\n2",3\n4,5,6\n', [None, None]),
        (b'1,"2"x,3\n4,5,6\n', ["stray_quote", None]),
        (b'1,2" pipe,3\n4,5,6\n', [None, None]),
        (b'1,"2,3\n4,"5",6\n7,8,9\n', ["unclosed_quote", None, None]),
        (b"1,2,3\n\n4,5,6\n", [None, "missing_cells", None]),
    ],
)
def test_a_bad_record_is_at_fault_alone(content, faults):
    assert [found.fault for found in records(content, start=0, line=1, grammar=RULES)] == faults


def test_a_cell_of_more_than_a_megabyte_is_at_fault():
    content = b"1,2,3\n1," + b"x" * 1_000_001 + b",3\n4,5,6\n"
    assert [found.fault for found in records(content, start=0, line=1, grammar=RULES)] == [None, "cell_too_long", None]
    assert count_strict(np.frombuffer(content, np.uint8), grammar=RULES) is None


@settings(max_examples=400)
@given(TEXTS, st.integers(1, 4), st.integers(1, 30))
def test_the_compiled_check_says_what_the_definition_says(content, cells, longest):
    data = np.frombuffer(content, np.uint8)
    rules = Grammar(separator=b",", quote=b'"', cells=cells)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grammar, "LONGEST_CELL", longest)
        expected = count_strict(data, grammar=rules)
    found = _count_loop.py_func(data, ord(","), ord('"'), cells, longest)
    assert found == (-1 if expected is None else expected)
    assert count_records(data, separator=ord(","), quote=ord('"'), cells=cells, longest=longest) == found
