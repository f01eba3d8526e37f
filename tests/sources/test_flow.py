"""A file that is read in batches gives what the same file gives at once: rows, quarantine, account, fingerprint."""

import gzip
import io
import random
import zipfile
from datetime import datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.errors import BeffroiError
from beffroi.sources import grammar, parts
from beffroi.sources.incidents import Incidents
from beffroi.sources.intake import Flow, read
from beffroi.sources.locations import ReadAgain
from beffroi.store.fingerprint import Fingerprint, content_fingerprint
from beffroi.store.staging import stage
from tests.sources.files import CRS, HEADER, profile, write

NOW = datetime(2018, 6, 1)
LONGEST = 200  # bytes of a cell here, so that an open quote is not sought in the whole of a small file
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _small_cells(monkeypatch):
    monkeypatch.setattr("beffroi.sources.arrival.PIECE", 100)
    monkeypatch.setattr(grammar, "LONGEST_CELL", LONGEST)
    monkeypatch.setattr(grammar, "LONGEST_RECORD", 2 * LONGEST)
    monkeypatch.setattr(parts, "_AHEAD", 4 * LONGEST)


def row(n, when, kind="THEFT", setting="STREET", *, x=-87.65, y=41.85):
    return f"{n},{when},{x},{y},{kind},{setting}"


def town(rows, *, seed=1, heap=False):
    """Rows with everything that the whole file decides: repeats far apart, heaps, piles, near duplicates, accents."""
    rng = random.Random(seed)
    made = [HEADER]
    for n in range(rows):
        minute = 0 if heap and rng.random() < 0.3 else rng.randrange(60)
        hour = 0 if minute == 0 and heap else rng.randrange(24)
        when = f"2018-{rng.randrange(1, 4):02d}-{rng.randrange(1, 28):02d} {hour:02d}:{minute:02d}:00"
        x, y = (-87.65, 41.85) if rng.random() < 0.1 else (-87.4 - rng.random() / 2, 41.6 + rng.random() / 2)
        setting = rng.choice(["STREET", " STREET", "Métro", '"SCHOOL, ""A"""', "", "MÃ©tro", "Metro\u200b"])
        made.append(row(n, when, rng.choice(["THEFT", "RAPE", "OTHER"]), setting, x=round(x, 4), y=round(y, 4)))
    for _ in range(rows // 10):  # far from the first of their key
        n, *rest = made[rng.randrange(1, rows)].split(",")
        made.append(",".join([n, *rest]))
        made.append(row(n, "2018-02-02 02:02:00", "THEFT", "other"))
        made.append(row(rows + int(n), rest[0], *rest[3:5], x=rest[1], y=rest[2]))
    faults = ['x,"unclosed', "short,row", HEADER, ",,,,,", row("late", "2019-01-01 10:00:00"), row("bad", "2018-02-30"),
              row("", "2018-02-02 10:00:00"), row("", "2018-02-02 10:00:00"), row("swap", "2018-02-02 10:00:00", x=41.8, y=-87.6)]  # fmt: skip
    for fault in faults * 2:
        made.insert(rng.randrange(1, len(made)), fault)
    return "\n".join([*made, "Total : 12", ""]).encode()


def taken(path, at_once, **parts):
    """What a file gives when so many bytes of it become rows together."""
    try:
        return read(path, profile(**parts), crs=CRS, received=NOW, at_once=at_once)
    except BeffroiError as error:
        return type(error), error.values


def same(one, other):
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one == other
    told = [name for name in type(one).__dataclass_fields__ if name not in ("table", "quarantined")]
    assert [getattr(one, name) for name in told] == [getattr(other, name) for name in told]
    assert one.table.equals(other.table)
    assert one.quarantined.equals(other.quarantined)
    return content_fingerprint(one.table) == content_fingerprint(other.table)


@pytest.mark.parametrize("how", [{}, {"key": None}, {"event_key": "id", "row_is": "victim"}])
@pytest.mark.parametrize("heap", [False, True])
def test_batches_of_any_size_give_what_the_whole_gives(tmp_path, how, heap):
    path = write(tmp_path, town(250, heap=heap))
    whole = taken(path, 1 << 25, **how)
    assert whole.quarantined.height > 5
    looked_at = {"located", "midnight", "exact_repeats", *({"near_duplicates", "piled_up"} if "key" not in how else ())}
    assert {check["check"] for check in whole.checks} >= looked_at
    assert ("exact_repeat_of_key" in whole.dropped) == ("key" not in how)
    for at_once in (1_500, 6_000):
        assert same(taken(path, at_once, **how), whole)


@SOME
@given(st.integers(0, 10_000), st.integers(60, 4_000), st.binary(max_size=30), st.integers(0, 900))
def test_any_file_cut_anywhere(tmp_path, seed, at_once, noise, where):
    content = town(30, seed=seed)
    path = write(tmp_path, content[:where] + noise + content[where:])
    assert same(taken(path, at_once), taken(path, 1 << 25))


@pytest.mark.parametrize(
    ("encoding", "ends"), [("utf-16", "\r\n"), ("utf-8-sig", "\r"), ("windows-1252", "\r\n"), ("latin-1", "\n")]
)
def test_encodings_and_line_ends_are_cut_anywhere(tmp_path, encoding, ends):
    text = town(40).decode().replace("\u200b", "").replace("\n", ends).replace("STREET", "ST\0REET", 3)
    path = write(tmp_path, text.encode(encoding))
    whole = taken(path, 1 << 25, file={"encoding": encoding})
    assert whole.table.height > 40
    for at_once in (700,):
        assert same(taken(path, at_once, file={"encoding": encoding}), whole)


def test_archives_flow_like_what_is_in_them(tmp_path, monkeypatch):
    monkeypatch.setattr("beffroi.sources.archives._PIECE", 100)
    content = town(60)
    plain = taken(write(tmp_path, content), 1 << 25)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("crimes.csv", content)
    halves = gzip.compress(content[:500]) + gzip.compress(content[500:]) + bytes(7)
    for name, written in (("a.csv.gz", halves), ("a.zip", packed.getvalue())):
        path = tmp_path / name
        path.write_bytes(written)
        found = taken(path, 700)
        assert found.table.equals(plain.table)
        assert found.quarantined.equals(plain.quarantined)


def test_a_heap_that_only_the_whole_file_shows_is_put_right(tmp_path):
    plain = [row(n, f"2018-02-{1 + n % 27:02d} {n % 24:02d}:{n % 60:02d}:00") for n in range(600)]
    heaped = [row(1000 + n, "2018-03-01 00:00:00") for n in range(300)]
    for rows in (
        plain + heaped,
        heaped + plain * 1 + [row(5000 + n, f"2018-02-03 {n % 24:02d}:00:00") for n in range(9000)],
    ):
        path = write(tmp_path, "\n".join([HEADER, *rows, ""]).encode())
        whole = taken(path, 1 << 25)
        flow = Flow(path, profile(), crs=CRS, received=NOW, at_once=30_000)
        with stage(flow.tables(), tmp_path, amend=lambda flow=flow: flow.amend) as staged:
            assert flow.amend is not None
            assert staged.read().equals(whole.table)
            assert staged.fingerprint == content_fingerprint(whole.table)
        assert same(taken(path, 30_000), whole)
    assert not list(tmp_path.glob("*.tmp"))


def test_coordinates_that_only_the_whole_file_shows_exchanged_are_read_again(tmp_path):
    rows = [row(n, "2018-02-02 10:00:00", x=41.85, y=-87.65) for n in range(900)]
    mixed = [row(n, "2018-02-02 10:00:00") for n in range(1000, 1030)] + rows
    path = write(tmp_path, "\n".join([HEADER, *mixed, ""]).encode())
    flow = Flow(path, profile(), crs=CRS, received=NOW, at_once=1_000)
    with pytest.raises(ReadAgain):
        list(flow.tables())
    whole = taken(path, 1 << 25)
    assert ("coordinates_swapped", {"n": 900, "of": 930}) in whole.notes
    assert same(taken(path, 1_000), whole)


@pytest.mark.parametrize(
    "broken", [{"when": {"formats": ["%d/%m/%Y"]}}, {"where": {"x": "lat", "y": "lat"}}, {"key": "setting"}]
)
def test_a_file_that_its_profile_does_not_fit_is_refused_in_the_same_words(tmp_path, broken):
    content = town(80).replace(b"STREET", b"2.02401E+11")
    path = write(tmp_path, content)
    whole = taken(path, 1 << 25, **broken)
    assert isinstance(whole, tuple)
    assert taken(path, 700, **broken) == whole


def test_the_fingerprint_of_parts_is_that_of_the_whole(tmp_path):
    whole = taken(write(tmp_path, town(200)), 1 << 25).table
    parts = Fingerprint()
    for start in (150, 0, 77):
        parts.add(whole[start : {150: None, 0: 77, 77: 150}[start]])
    assert parts.hexdigest() == content_fingerprint(whole)


def test_what_fails_on_the_way_leaves_nothing(tmp_path):
    def tables():
        yield pl.DataFrame({"a": [1]})
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        stage(tables(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_rows_give_the_same_bytes_whatever_the_batches(tmp_path):
    whole = taken(write(tmp_path, town(300)), 1 << 25).table
    written = set()
    for size in (7, 100, 1000):
        with stage(whole.iter_slices(size), tmp_path) as staged:
            written.add(staged.path.read_bytes())
    assert len(written) == 1


def test_how_many_records_are_to_come_is_told_by_the_first_batch(tmp_path, monkeypatch):
    """So that the table of keys takes its room at once: neither too little nor half as much again."""
    told = []
    monkeypatch.setattr(Incidents, "expect", lambda _, rows: told.append(rows))
    n = 2_000
    path = write(tmp_path, "\n".join([HEADER, *(row(at, "2018-01-05 10:00:00") for at in range(n))]).encode())
    list(Flow(path, profile(), crs=CRS, received=NOW, at_once=5_000).tables())
    assert len(told) == 1
    assert n <= told[0] <= 1.25 * n
