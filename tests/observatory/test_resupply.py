"""The same records delivered again, in thirty forms: none is counted twice, and every row is accounted for."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from beffroi.analyses import catalogue
from beffroi.errors.revisions import PastNotPublished
from beffroi.errors.store import OverlappingDelivery
from beffroi.observatory import Observatory
from beffroi.vocabulary.scope import Scope
from tests.sources.files import profile

HEADER = "id,when,lon,lat,kind,setting"
JANUARY = [f"{n},2018-01-{1 + n % 31:02d} 14:{n % 60:02d}:00,-87.6{n % 10},41.8{n % 7},THEFT,STREET" for n in range(62)]
FEBRUARY = [f"f{n},2018-02-{1 + n % 28:02d} 09:15:00,-87.61,41.81,THEFT,STREET" for n in range(56)]
PLAIN = profile(file={}, when={"start": "when", "timezone": "America/Chicago"}, coverage="months_present")
KEYLESS = PLAIN.model_copy(update={"key": None})


def text_of(rows, *, header=HEADER, end="\n"):
    return (end.join([header, *rows]) + end).encode()


def shuffled(rows, seed=1):
    return random.Random(seed).sample(rows, len(rows))


def reordered(rows):
    """The columns in another order."""
    return text_of([",".join(row.split(",")[::-1]) for row in rows], header=",".join(HEADER.split(",")[::-1]))


def zipped(content, *, name="january.csv", stamp=(2024, 1, 1, 0, 0, 0), method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo(name, date_time=stamp), content)
    return packed.getvalue()


def parquet(rows):
    packed = io.BytesIO()
    pl.read_csv(text_of(rows), infer_schema=False).write_parquet(packed)
    return packed.getvalue()


def quoted(rows):
    return text_of([",".join(f'"{cell}"' for cell in row.split(",")) for row in rows])


UTF16 = PLAIN.model_copy(update={"file": PLAIN.file.model_copy(update={"encoding": "utf-16"})})
SEMICOLON = PLAIN.model_copy(update={"file": PLAIN.file.model_copy(update={"separator": ";"})})
PARQUET = PLAIN.model_copy(update={"file": PLAIN.file.model_copy(update={"kind": "parquet"})})
LATIN = PLAIN.model_copy(update={"file": PLAIN.file.model_copy(update={"encoding": "windows-1252"})})
Form = tuple[str, Callable[[list[str]], bytes], object]

WRAPPED: dict[str, Form] = {
    "renamed": ("renamed.csv", text_of, PLAIN),
    "in another folder's name": ("janvier été.csv", text_of, PLAIN),
    "rows shuffled": ("a.csv", lambda rows: text_of(shuffled(rows)), PLAIN),
    "rows reversed": ("a.csv", lambda rows: text_of(rows[::-1]), PLAIN),
    "columns in another order": ("a.csv", reordered, PLAIN),
    "a column more": ("a.csv", lambda rows: text_of([f"{r},x" for r in rows], header=f"{HEADER},extra"), PLAIN),
    "a byte order mark": ("a.csv", lambda rows: b"\xef\xbb\xbf" + text_of(rows), PLAIN),
    "UTF-16": ("a.csv", lambda rows: text_of(rows).decode().encode("utf-16"), UTF16),
    "Windows-1252": ("a.csv", text_of, LATIN),
    "another separator": ("a.csv", lambda rows: text_of(rows).replace(b",", b";"), SEMICOLON),
    "every cell quoted": ("a.csv", quoted, PLAIN),
    "Windows line ends": ("a.csv", lambda rows: text_of(rows, end="\r\n"), PLAIN),
    "old Mac line ends": ("a.csv", lambda rows: text_of(rows, end="\r"), PLAIN),
    "no line end at the end": ("a.csv", lambda rows: text_of(rows).rstrip(b"\n"), PLAIN),
    "spaces round the keys": ("a.csv", lambda rows: text_of([f" {row}" for row in rows]), PLAIN),
    "blank lines": ("a.csv", lambda rows: text_of([line for row in rows for line in (row, "")]), PLAIN),
    "the header again in the middle": ("a.csv", lambda rows: text_of([*rows[:9], HEADER, *rows[9:]]), PLAIN),
    "every row twice": ("a.csv", lambda rows: text_of([*rows, *rows]), PLAIN),
    "gzip": ("a.csv.gz", lambda rows: gzip.compress(text_of(rows), mtime=5), PLAIN),
    "gzip at another time": ("a.csv.gz", lambda rows: gzip.compress(text_of(rows), mtime=99), PLAIN),
    "zip": ("a.zip", lambda rows: zipped(text_of(rows)), PLAIN),
    "zip at another time": ("a.zip", lambda rows: zipped(text_of(rows), stamp=(2025, 1, 1, 0, 0, 0)), PLAIN),
    "zip, stored": ("a.zip", lambda rows: zipped(text_of(rows), method=zipfile.ZIP_STORED), PLAIN),
    "zip of another name": ("a.zip", lambda rows: zipped(text_of(rows), name="new/a.csv"), PLAIN),
    "Parquet": ("a.parquet", parquet, PARQUET),
    "under a profile of another version": ("a.csv", text_of, PLAIN.model_copy(update={"version": 2})),
}


@pytest.fixture
def city(tmp_path):
    made = Observatory.create(tmp_path / "city", name="City", languages=["en"], timezone="America/Chicago")
    yield made
    made.close()


def deliver(city, content, *, name="january.csv", by=PLAIN, **options):
    path = city.folder.parent / name
    path.write_bytes(content)
    received = city.deliver(path, profile=by, **options)
    account = received.account
    assert account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values())
    return received


def total(city, **scope):
    limits = city.ask(catalogue()["data_quality"](), Scope(**scope)).finding.tables["limits"].frame
    return int(limits["events"].item())


@pytest.mark.parametrize("form", WRAPPED)
def test_the_same_records_in_another_wrapping_add_nothing(city, form):
    deliver(city, text_of(JANUARY))
    name, wrap, by = WRAPPED[form]
    assert not deliver(city, wrap(JANUARY), name=name, by=by, accept=["all"]).added
    assert total(city) == len(JANUARY)


@pytest.mark.parametrize("form", ["rows shuffled", "UTF-16", "zip", "columns in another order"])
def test_rows_without_a_key_are_known_by_their_content(city, form):
    deliver(city, text_of(JANUARY), by=KEYLESS)
    name, wrap, by = WRAPPED[form]
    assert not deliver(city, wrap(JANUARY), name=name, by=by.model_copy(update={"key": None}), accept=["all"]).added
    assert total(city) == len(JANUARY)


def test_a_file_that_holds_the_months_of_another_counts_them_once(city):
    deliver(city, text_of(JANUARY))
    second = deliver(city, text_of([*JANUARY, *FEBRUARY]), name="both.csv")
    assert second.delivery.overlap == "newest"
    assert second.account["revision"]["same"] == len(JANUARY)
    assert total(city) == len(JANUARY) + len(FEBRUARY)


def test_the_later_half_of_a_year_again_counts_once(city):
    deliver(city, text_of([*JANUARY, *FEBRUARY]))
    deliver(city, text_of([*FEBRUARY, "m1,2018-03-05 10:00:00,-87.61,41.81,THEFT,STREET"]), name="later.csv")
    assert total(city) == len(JANUARY) + len(FEBRUARY) + 1


def test_a_month_without_keys_again_with_late_reports_asks_then_replaces(city):
    late = "x,2018-01-30 10:00:00,-87.61,41.81,THEFT,STREET"
    deliver(city, text_of(JANUARY), by=KEYLESS)
    with pytest.raises(OverlappingDelivery, match="62 records the same, 0 corrected, 1 new, and 0 that"):
        deliver(city, text_of([*JANUARY, late]), name="again.csv", by=KEYLESS)
    deliver(city, text_of([*JANUARY, late]), name="again.csv", by=KEYLESS, overlap="replace")
    assert total(city) == len(JANUARY) + 1


def test_corrected_records_count_once_and_the_former_answer_can_be_had(city):
    first = deliver(city, text_of(JANUARY)).delivery
    corrected = [row.replace("THEFT", "RAPE") if at < 5 else row for at, row in enumerate(JANUARY)]
    second = deliver(city, text_of(corrected), name="corrected.csv")
    assert (second.account["revision"]["requalified"], second.account["revision"]["same"]) == (5, 57)
    assert (total(city), total(city, offences=("0502",)), total(city, offences=("03011",))) == (62, 57, 5)
    assert total(city, as_of=first.id, offences=("0502",)) == 62
    assert total(city, as_of=second.delivery.id, offences=("0502",)) == 57
    today = second.delivery.received_at[:10]
    assert total(city, as_of=today, offences=("0502",)) == 57


def test_an_answer_of_the_past_is_never_published(city):
    deliver(city, text_of(JANUARY))
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    with pytest.raises(PastNotPublished, match="not published"):
        city.publish(catalogue()["counts"](), Scope(as_of=tomorrow))


def test_a_status_said_row_by_row_is_kept(city):
    by = PLAIN.model_copy(update={"status_column": "state", "consolidated": ("final",), "key": "id"})
    rows = [f"{row},{'final' if at % 2 else 'open'}" for at, row in enumerate(JANUARY)]
    delivery = deliver(city, text_of(rows, header=f"{HEADER},state"), by=by).delivery
    statuses = dict(city.store.read(delivery)["status"].cast(pl.String).value_counts().iter_rows())
    assert statuses == {"consolidated": 31, "provisional": 31}
