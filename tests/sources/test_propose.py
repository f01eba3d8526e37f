"""A proposal explains itself, leaves doubt to a person, and cannot be used while a question is open."""

import gzip
import tomllib

import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.errors import BeffroiError
from beffroi.errors.proposals import NothingToPropose, OpenChoices
from beffroi.sources import proposal_words as words
from beffroi.sources.category_match import resembling
from beffroi.sources.date_shapes import read_dates, read_times
from beffroi.sources.draft import Draft, literal
from beffroi.sources.profile import DECIDE, Profile
from beffroi.sources.propose import propose
from beffroi.sources.roles import systems_at, zones_near

LOCALES = ("en", "fr", "es")


def write(path, written, encoding="utf-8"):
    raw = written.encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def chicago_like(rows=40):
    """Rows shaped like a municipal export: id, date, two category columns, a person column, coordinates."""
    kinds = [("BURGLARY", "FORCIBLE ENTRY"), ("THEFT", "RETAIL THEFT"), ("ROBBERY", "ARMED: HANDGUN")]
    lines = ["ID,Date,Primary Type,Description,Victim Age,Latitude,Longitude"]
    for n in range(rows):
        kind, detail = kinds[n % 3]
        date = f"{n % 12 + 1:02d}/{n % 28 + 1:02d}/2018 {n % 24:02d}:{n % 60:02d}"
        lines.append(f"{n},{date},{kind},{detail},{20 + n},{41.8 + n / 1000},{-87.6 - n / 1000}")
    return "\n".join(lines) + "\n"


def settled(toml):
    """Take the first suggestion written beside each placeholder, or a plain answer where there is none."""
    plain = {"publisher": "City", "licence": "open", "timezone": "Europe/Paris", "constant": "burglary"}
    lines = toml.split("\n")
    out = []
    for at, line in enumerate(lines):
        key = line.split(" = ")[0]
        if line.startswith(f'{key} = "{DECIDE}"'):
            after = lines[at + 1] if at + 1 < len(lines) else ""
            line = after[2:] if after.startswith(f"# {key} = ") else f"{key} = {literal(plain.get(key, '0502'))}"
        out.append(line)
    return "\n".join(out)


def told(proposal, key="questions"):
    return [wording for wording, _ in getattr(proposal, key)]


def test_a_municipal_export_is_recognised(tmp_path):
    made = propose(write(tmp_path / "Crimes 2018.csv.gz", chicago_like()))
    content = tomllib.loads(made.toml)
    assert content["name"] == "crimes-2018"
    assert content["key"] == "ID"
    assert content["refused"] == ["Victim Age"]
    assert content["file"] == {"kind": "delimited", "encoding": "utf-8", "separator": ","}
    assert content["when"]["start"] == "Date"
    assert content["when"]["formats"] == ["%m/%d/%Y %H:%M"]  # days above 12 settle the order
    assert content["where"]["x"] == "Longitude"
    assert content["where"]["crs"] == "EPSG:4326"
    assert content["what"] == {"category": ["Primary Type", "Description"], "crosswalk": "chicago"}
    assert told(made) == [words.LICENCE, words.TIMEZONE, words.LOCATION_KIND]
    assert '# timezone = "America/Chicago"' in made.toml


def test_a_proposal_is_refused_until_it_is_settled(tmp_path):
    made = propose(write(tmp_path / "a.csv", chicago_like()))
    with pytest.raises(OpenChoices) as raised:
        Profile.from_toml(made.toml)
    for name in ("publisher", "licence", "when.timezone", "where.kind"):
        assert name in raised.value.say("fr")
    with pytest.raises(OpenChoices):
        Profile.model_validate(tomllib.loads(made.toml))
    profile = Profile.from_toml(settled(made.toml))
    assert profile.when.timezone == "America/Chicago"
    assert profile.where.kind == "exact"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_writes_the_same_profile(tmp_path, locale):
    path = write(tmp_path / "a.csv", chicago_like())
    made, english = propose(path, locale=locale), propose(path)
    assert tomllib.loads(made.toml) == tomllib.loads(english.toml)
    assert told(made) == told(english)
    assert words.TO_DECIDE(locale) in made.toml
    for wording, values in (*made.explanations, *made.questions):
        assert wording(locale, **values)


def test_the_file_is_only_read(tmp_path):
    path = write(tmp_path / "a.csv", chicago_like())
    before = path.read_bytes()
    propose(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_an_ambiguous_date_is_left_open_with_both_readings(tmp_path):
    made = propose(write(tmp_path / "a.csv", "fecha,delito\n" + "03/04/2024,FRAUDE\n11/12/2024,AMENAZAS\n" * 5))
    assert words.ORDER_OPEN in told(made)
    assert f'formats = "{DECIDE}"' in made.toml
    assert '# formats = ["%d/%m/%Y"]' in made.toml
    assert '# formats = ["%m/%d/%Y"]' in made.toml
    assert "03/04/2024" in made.toml


@pytest.mark.parametrize(
    ("values", "orders", "formats"),
    [
        (["03/04/2024", "11/12/2024"], ("dmy", "mdy"), ["%d/%m/%Y"]),
        (["03/04/2024", "13/12/2024"], ("dmy",), ["%d/%m/%Y"]),
        (["03/04/2024", "12/13/2024"], ("mdy",), ["%m/%d/%Y"]),
        (["13/04/2024", "12/13/2024"], (), None),
        (["3.4.24"], ("dmy", "mdy"), ["%d.%m.%y"]),
        (["2024-04-03"], ("ymd",), ["%Y-%m-%d"]),
        (["2024-04-03", "2024-04-03 10:20:30"], ("ymd",), ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]),
        (["2024-04-03T10:20:30Z"], ("ymd",), ["%Y-%m-%dT%H:%M:%SZ"]),
        (["2024-04-03T10:20:30+02:00"], ("ymd",), ["%Y-%m-%dT%H:%M:%S%z"]),
        (["12/31/2024 04:30:00 AM"], ("mdy",), ["%m/%d/%Y %I:%M:%S %p"]),
        (["2024-04"], ("ym",), ["%Y-%m"]),
        (["04/2024"], ("my",), ["%m/%Y"]),
    ],
)
def test_dates(values, orders, formats):
    read = read_dates(values)
    assert read.orders == orders
    if formats:
        assert sorted(read.formats[orders[0]]) == sorted(formats)


@given(st.lists(st.dates(), min_size=1))
def test_the_true_order_is_never_excluded(dates):
    """Whatever the dates, the order they were written in is among the readings, alone as soon as a day exceeds 12."""
    for order in ("dmy", "mdy"):
        read = read_dates([_written(date, order) for date in dates])
        assert order in read.orders
        assert (len(read.orders) == 1) == any(date.day > 12 for date in dates)


def _written(date, order):
    parts = (date.day, date.month) if order == "dmy" else (date.month, date.day)
    return f"{parts[0]:02d}/{parts[1]:02d}/{date.year:04d}"


@pytest.mark.parametrize(
    "values", [[], ["a", "b"], ["1.5", "2.5"], ["45", "46"], ["99/99/2024"], ["10.0.0.1"], ["2024-13-01"]]
)
def test_what_is_no_date(values):
    assert read_dates(values) is None


def test_times_of_day():
    assert read_times(["07:00", "23:15"]) == ("%H:%M",)
    assert read_times(["7:00 PM"]) == ("%I:%M %p",)
    assert read_times(["abc"]) == ()


def test_months_and_midnights_are_not_taken_for_precise_dates(tmp_path):
    months = "".join(f"2022-{n % 12 + 1:02d}-01,A{n % 3}\n" for n in range(60))
    made = tomllib.loads(propose(write(tmp_path / "a.csv", "month,type\n" + months)).toml)
    assert made["when"]["precision"] == "month"
    assert made["coverage"] == "months_present"
    days = "".join(f"2022-01-{n % 28 + 1:02d} 00:00,A{n % 3}\n" for n in range(60))
    made = tomllib.loads(propose(write(tmp_path / "b.csv", "date,type\n" + days)).toml)
    assert made["when"]["precision"] == "day"


def test_heaped_noons_are_named(tmp_path):
    rows = "".join(
        f"2022-01-{n % 28 + 1:02d},{'12:00' if n % 4 == 0 else f'{n % 24:02d}:{n % 60:02d}'},A\n" for n in range(200)
    )
    made = tomllib.loads(propose(write(tmp_path / "a.csv", "fecha_hecho,hora,tipo\n" + rows)).toml)
    assert made["when"]["start_time"] == "hora"
    assert made["when"]["default_times"] == ["12:00"]


def test_utc_is_doubted(tmp_path):
    rows = "".join(f"2022-01-{n % 28 + 1:02d}T0{n % 9}:00:00Z,A\n" for n in range(20))
    made = propose(write(tmp_path / "a.csv", "date,tipo\n" + rows))
    assert words.FALSE_UTC in told(made)
    assert f'false_utc = "{DECIDE}"' in made.toml


def test_an_interval_is_recognised(tmp_path):
    rows = "2022-01-01 10:00,2022-01-02 10:00,A\n2022-01-13 10:00,2022-01-14 11:00,B\n"
    made = tomllib.loads(propose(write(tmp_path / "a.csv", "date_start,date_end,type\n" + rows)).toml)
    assert (made["when"]["start"], made["when"]["end"], made["when"]["interval"]) == ("date_start", "date_end", True)


def test_two_plain_date_columns_ask(tmp_path):
    made = propose(write(tmp_path / "a.csv", "date1,date2,type\n" + "2022-01-13,2022-01-14,A\n" * 3))
    assert words.START_OF_SEVERAL in told(made)


def test_a_report_date_is_not_the_event(tmp_path):
    rows = "date_reported,date_occurred,type\n" + "2022-01-13,2022-01-10,A\n" * 3
    made = tomllib.loads(propose(write(tmp_path / "a.csv", rows)).toml)
    assert (made["when"]["start"], made["when"]["reported"]) == ("date_occurred", "date_reported")


def test_semicolons_decimal_commas_and_missing_marks(tmp_path):
    rows = "fecha;longitud;latitud;tipo\n2022-01-13;-75,56;6,25;a\n2022-01-14;NA;NA;b\n2022-01-15;-75,57;6,26;a\n"
    made = tomllib.loads(propose(write(tmp_path / "a.csv", rows)).toml)
    assert made["file"] == {
        "kind": "delimited",
        "encoding": "utf-8",
        "separator": ";",
        "na": ["", "NA"],
        "decimal": ",",
    }
    assert (made["where"]["x"], made["where"]["y"]) == ("longitud", "latitud")


def test_bytes_that_are_not_utf8_ask_and_show_words(tmp_path):
    made = propose(write(tmp_path / "a.csv", "date,lieu\n" + "2022-01-13,Orléans\n" * 3, encoding="cp1252"))
    assert words.ENCODING_OTHER in told(made)
    assert "Orléans" in made.toml


def test_projected_coordinates_ask_with_where_each_candidate_lands(tmp_path):
    rows = "date,x,y\n" + "".join(f"2022-01-13,{530000 + n},{180000 + n}\n" for n in range(20))
    made = propose(write(tmp_path / "a.csv", rows))
    assert words.CRS_METRES in told(made)
    assert '# crs = "EPSG:27700"' in made.toml  # central London


def test_systems_and_zones_by_place():
    assert ("EPSG:27700", pytest.approx(-0.128, abs=0.01), pytest.approx(51.5, abs=0.02)) in systems_at(
        530000.0, 180000.0
    )
    assert zones_near(2.35, 48.85)[0] == "Europe/Paris"
    assert zones_near(-99.13, 19.43)[0] == "America/Mexico_City"


def test_victims_of_one_event_ask_what_a_row_is(tmp_path):
    rows = "INCIDENT_KEY,OCCUR_DATE\n" + "".join(f"{n // 2},2022-01-13\n" for n in range(20))
    made = propose(write(tmp_path / "a.csv", rows))
    assert words.EVENT_KEY in told(made)
    assert tomllib.loads(made.toml)["event_key"] == "INCIDENT_KEY"


def test_counts_by_year_are_recorded_counts(tmp_path):
    rows = "classe;annee;Code.département;unité.de.compte;faits\n" + "".join(
        f"Cambriolages de logement;{16 + n % 7};{n:02d};infraction;{n * 3}\n" for n in range(21)
    )
    made = propose(write(tmp_path / "a.csv", rows))
    content = tomllib.loads(made.toml)
    assert content["table"] == "recorded_counts"
    assert content["tally"] == {"value": "faits", "unit": "unité.de.compte", "year": "annee", "year_offset": 2000}
    assert content["what"]["crosswalk"] == "ssmsi"
    assert content["where"] == {"kind": "area", "place_code": "Code.département"}
    assert Profile.from_toml(settled(made.toml)).tally.value == "faits"


def test_categories_that_only_resemble_are_left_to_a_person(tmp_path):
    rows = "date,category\n" + "2022-01-13,Cambriolages divers\n2022-01-14,Xyzzy\n" * 10
    made = propose(write(tmp_path / "a.csv", rows), locale="fr")
    assert words.CODES_OPEN in told(made)
    assert tomllib.loads(made.toml)["what"]["codes"] == {"Cambriolages divers": DECIDE, "Xyzzy": DECIDE}
    assert "0501 Cambriolage" in made.toml


def test_categories_worded_as_the_classification_are_coded(tmp_path):
    rows = "date,category\n" + "2022-01-13,Property damage\n2022-01-14,Stalking\n2022-01-14,Homicidio culposo\n" * 10
    made = tomllib.loads(propose(write(tmp_path / "a.csv", rows)).toml)
    assert made["what"]["codes"] == {"Property damage": "0504", "Stalking": "02082", "Homicidio culposo": "01032"}


@pytest.mark.parametrize(
    ("source", "code"), [("Cambriolages", "0501"), ("ROBO CON VIOLENCIA", "0401"), ("Vandalism-like zzz", None)]
)
def test_resemblance(source, code):
    found = resembling(source)
    assert (found[0] if found else None) == code


def test_typed_files(tmp_path):
    frame = pl.DataFrame(
        {"Date": pl.datetime_range(pl.datetime(2022, 1, 1), pl.datetime(2022, 1, 2), "1h", eager=True, time_zone="UTC")}
    ).with_columns(type=pl.lit("BURGLARY"), n=pl.int_range(pl.len()))
    frame.write_parquet(tmp_path / "a.parquet")
    made = propose(tmp_path / "a.parquet")
    content = tomllib.loads(made.toml)
    assert content["file"] == {"kind": "parquet"}
    assert content["when"]["start"] == "Date"
    assert "formats" not in content["when"]
    assert words.FALSE_UTC in told(made)


def test_points_of_a_geographic_file(tmp_path):
    pyogrio.raw.write(
        tmp_path / "a.gpkg", geometry=np.array(shapely.to_wkb([shapely.Point(-99.1, 19.4)] * 3), dtype=object),
        field_data=[np.array(["2022-01-13"] * 3, dtype=object)], fields=["fecha_hechos"],
        geometry_type="Point", crs="EPSG:4326",
    )  # fmt: skip
    made = propose(tmp_path / "a.gpkg")
    content = tomllib.loads(made.toml)
    assert content["file"]["kind"] == "geopackage"
    assert content["where"]["geometry"] is True
    assert '# timezone = "America/Mexico_City"' in made.toml


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"<html><body>Sign in</body></html>", b"one column\n1\n2\n", b"a,b\n", b"%PDF-1.7", b"PK\x03\x04"],
)
def test_what_is_no_table_says_so(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(BeffroiError) as raised:
        propose(path)
    for locale in LOCALES:
        assert "a.csv" in raised.value.say(locale)


def test_a_table_of_one_column_is_named_as_the_reason(tmp_path):
    with pytest.raises(NothingToPropose, match="no separator"):
        propose(write(tmp_path / "a.csv", "one column\n1\n2\n"))


def test_a_folder_a_missing_file_and_a_cut_archive(tmp_path):
    cut = write(tmp_path / "a.csv.gz", chicago_like())
    cut.write_bytes(cut.read_bytes()[:-20])
    for path in (tmp_path, tmp_path / "none.csv", cut):
        with pytest.raises(BeffroiError):
            propose(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=2, max_size=4, unique=True), st.lists(st.text(max_size=12), max_size=8))
def test_any_header_and_values_give_valid_toml_or_a_message(tmp_path_factory, names, values):
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([[value] * len(names) for value in values])
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8", errors="replace"))
    try:
        made = propose(path)
    except BeffroiError:
        return
    content = tomllib.loads(made.toml)
    assert bool(made.questions) == (DECIDE in str(content))


def test_a_value_cannot_end_a_comment_and_write_a_line():
    draft = Draft("en")
    draft.remark("", words.PLACE, column='x"\nlicence = "public"\r\u2028y = 1')
    assert tomllib.loads(draft.toml()) == {}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_survive_toml(written):
    assert tomllib.loads(f"a = {literal(written)}")["a"] == written


@pytest.mark.parametrize(("false_utc", "hour"), [(True, 12), (False, 7)])
def test_a_settled_proposal_imports_every_row(tmp_path, false_utc, hour):
    """Noon written with a Z is noon on the wall, or seven in the morning in Bogotá, as the person said."""
    from beffroi.sources.intake import read

    rows = "fecha_hecho;longitud;latitud;tipo\n" + "2022-01-13T12:00:00Z;-75,56;6,25;homicidio\n" * 3
    path = write(tmp_path / "a.csv", rows)
    toml = settled(propose(path).toml)
    assert "false_utc = true" in toml
    if not false_utc:
        toml = toml.replace("false_utc = true", "false_utc = false").replace("%SZ", "%S%#z")
    taken = read(path, Profile.from_toml(toml), crs="EPSG:32618")
    assert (taken.rows_in, taken.table.height, taken.quarantined.height) == (3, 3, 0)
    assert {at.hour for at in taken.table["occurred_from"]} == {hour}
    assert set(taken.table["offence"]) == {"0101"}
    assert taken.table["x"].null_count() == 0
