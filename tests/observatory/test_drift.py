"""Drift: each kind is planted into the files of a source and must be seen; ordinary months must pass in silence."""

import io
import json
import tomllib

import numpy as np
import polars as pl
import pytest

from beffroi.cli import main
from beffroi.errors.drift import NothingToCompare, NothingToUpdate, SourceDrifted, UnknownChange
from beffroi.errors.intake import IntakeError
from beffroi.observatory import Observatory
from beffroi.sources.drift import KINDS, STOPS
from beffroi.sources.drift_words import DRIFTS, said
from beffroi.vocabulary.text import LANGUAGES

PROFILE = """
name = "town"
version = 3
title = "Town"
publisher = "Town police"
licence = "CC0"
dataset = "town"  # one file a month
key = "id"
coverage = "months_present"

[file]
encoding = "{encoding}"
separator = ";"

[when]
start = "date_evt"
formats = ["%d/%m/%Y %H:%M"]
timezone = "Europe/Paris"

[where]
x = "lon"
y = "lat"
kind = "exact"

[what]
category = ["type"]

[what.codes]
"vol" = "0502"
"cambriolage" = "0501"
"dégradation" = "0504"
"incendie" = "0504"
"""
KIND = ("vol", "cambriolage", "dégradation", "incendie")
COLUMNS = ("id", "date_evt", "type", "lon", "lat", "quartier")


def month(number, *, rows=300, seed=0):
    """One month of the source, as a table of texts; `number` 0 is January 2022."""
    rng = np.random.default_rng((seed, number))
    n = int(rng.poisson(rows * (1 + 0.25 * np.sin(2 * np.pi * number / 12))))
    year, at = 2022 + number // 12, number % 12 + 1
    days, minutes = rng.integers(1, 29, n), rng.integers(0, 1440, n)
    return pl.DataFrame(
        {
            "id": [f"{year}-{at:02d}{k:05d}" for k in range(n)],
            "date_evt": [f"{d:02d}/{at:02d}/{year} {m // 60:02d}:{m % 60:02d}" for d, m in zip(days, minutes, strict=True)],
            "type": rng.choice(KIND, n, p=(0.5, 0.3, 0.17, 0.03)),
            "lon": np.char.mod("%.5f", rng.normal(2.35, 0.03, n)),
            "lat": np.char.mod("%.5f", rng.normal(48.86, 0.02, n)),
            "quartier": rng.choice(["Nord", "Sud", "Est"], n),
        }
    )  # fmt: skip


def written(frame, *, separator=";", encoding="utf-8"):
    out = io.BytesIO()
    frame.write_csv(out, separator=separator)
    return out.getvalue().decode().encode(encoding)


class Source:
    """A source that delivers month after month to an observatory."""

    def __init__(self, folder, encoding="utf-8"):
        self.folder = folder
        self.profile = folder / "town.toml"
        self.profile.write_text(PROFILE.format(encoding=encoding), "utf-8")
        self.observatory = Observatory.create(folder / "o", name="Town", languages=["fr"], timezone="Europe/Paris")

    def deliver(self, content, *, name="month.csv", profile=None, **options):
        path = self.folder / name
        path.write_bytes(content)
        received = self.observatory.deliver(path, profile=str(profile or self.profile), **options)
        account = received.account
        assert account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values())
        return received

    def months(self, number, first=0):
        for at in range(first, number):
            self.deliver(written(month(at)), name=f"{at}.csv")


@pytest.fixture
def source(tmp_path):
    made = Source(tmp_path)
    yield made
    made.observatory.close()


def kinds(found):
    return {one.kind for one in found}


def swapped(frame):
    """The order of day and month in the dates, exchanged."""
    return pl.col("date_evt").str.replace(r"^(\d\d)/(\d\d)", "$2/$1")


EDITS = {
    "column_added": lambda f: f.with_columns(arme=pl.lit("non")),
    "column_removed": lambda f: f.drop("lon"),
    "column_renamed": lambda f: f.rename({"date_evt": "date_evenement"}),
    "columns_reordered": lambda f: f.select(COLUMNS[::-1]),
    "type_changed": lambda f: f.with_columns(pl.col("type").replace_strict(dict(zip(KIND, "1234", strict=True)))),
    "date_format_changed": lambda f: f.with_columns(swapped(f)),
    "decimal_changed": lambda f: f.with_columns(pl.col("lon", "lat").str.replace(".", ",", literal=True)),
    "categories_new": lambda f: f.with_columns(pl.col("type").replace({"vol": "vol de vélo"})),
    "categories_vanished": lambda f: f.filter(pl.col("type") != "cambriolage"),
    "reference_changed": lambda f: f.with_columns((pl.col("lon").cast(float) * 73_000 + 480_000).round(1).cast(str),
                                                  (pl.col("lat").cast(float) * 111_000 + 1_440_000).round(1).cast(str)),
    "axes_swapped": lambda f: f.rename({"lon": "lat", "lat": "lon"}).select(COLUMNS),
    "column_emptied": lambda f: f.with_columns(lon=pl.lit("")),
    "missing_shifted": lambda f: f.with_columns(pl.when(pl.int_range(pl.len()) % 3 > 0).then("lon").otherwise(pl.lit("")).alias("lon")),
    "times_coarser": lambda f: f.with_columns(pl.col("date_evt").str.replace(r"\d\d:\d\d$", "00:00")),
    "key_changed": lambda f: f.with_columns(id=pl.concat_str(pl.lit("TW"), pl.int_range(pl.len()).cast(str), pl.lit("/22"))),
    "volume_shifted": lambda f: f.head(60),
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_each_kind_is_seen_alone_and_stops_where_it_would_be_a_guess(source, kind):
    source.months(4)
    content = written(EDITS[kind](month(4)))
    if kind in STOPS:
        with pytest.raises(SourceDrifted) as stopped:
            source.deliver(content)
        found, stored = stopped.value.drifts, 4
        assert all(locale in LANGUAGES and "{" not in stopped.value.say(locale) for locale in LANGUAGES)
    else:
        received = source.deliver(content)
        found, stored = received.drift, 5
        assert [one["kind"] for one in received.account["drift"]] == [one.kind for one in found]
    assert kind in kinds(found)
    assert kinds(found) <= {kind, "categories_vanished" if kind == "categories_new" else kind}
    assert len(source.observatory.deliveries()) == stored


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("separator_changed", {"separator": ","}),
        ("encoding_changed", {"encoding": "windows-1252"}),
        ("encoding_changed", {"encoding": "utf-16"}),
    ],
)
def test_a_file_written_otherwise_is_seen(source, kind, how):
    source.months(3)
    content = written(month(3), **how)
    try:
        found = source.deliver(content).drift
    except SourceDrifted as stopped:
        found = stopped.drifts
    assert kinds(found) == {kind}


def test_a_file_of_another_kind_is_seen(source):
    source.months(3)
    packed = io.BytesIO()
    month(3).write_parquet(packed)
    with pytest.raises(SourceDrifted) as stopped:
        source.deliver(packed.getvalue())
    assert "kind_changed" in kinds(stopped.value.drifts)


def test_utf_8_under_a_profile_of_one_byte_a_letter_is_seen(tmp_path):
    source = Source(tmp_path, encoding="windows-1252")
    for at in range(3):
        source.deliver(written(month(at), encoding="windows-1252"), name=f"{at}.csv")
    with pytest.raises(SourceDrifted) as stopped:
        source.deliver(written(month(3)))
    assert "encoding_changed" in kinds(stopped.value.drifts)
    source.observatory.close()


@pytest.mark.parametrize("seed", range(3))
def test_ordinary_months_pass_in_silence(tmp_path, seed):
    source = Source(tmp_path)
    found = [source.deliver(written(month(at, seed=seed)), name=f"{at}.csv").drift for at in range(24)]
    assert sum(map(bool, found)) <= 1  # of 24, and of the small categories of small months
    source.observatory.close()


def test_nothing_is_compared_with_the_first_delivery(source):
    assert source.deliver(written(month(0))).drift == ()
    with pytest.raises(IntakeError) as refused:
        Source(source.folder / "other" if (source.folder / "other").mkdir() is None else source.folder).deliver(
            written(EDITS["column_renamed"](month(1)))
        )
    assert not isinstance(refused.value, SourceDrifted)


# what is proposed


def test_a_renamed_column_is_proposed_as_an_alias_and_the_updated_profile_reads_it(source):
    source.months(3)
    content = written(EDITS["column_renamed"](month(3)))
    with pytest.raises(SourceDrifted, match=r"`\[aliases\] date_evt = \[\"date_evenement\"\]`"):
        source.deliver(content, name="later.csv")
    new = source.folder / "new.toml"
    source.observatory.update_profile(source.folder / "later.csv", profile=str(source.profile), out=new)
    told = tomllib.loads(new.read_text("utf-8"))
    assert (told["version"], told["aliases"]) == (4, {"date_evt": ["date_evenement"]})
    assert "# one file a month" in new.read_text("utf-8")
    assert source.deliver(content, name="later.csv", profile=new).account["stored"] == month(3).height
    assert source.deliver(written(EDITS["column_renamed"](month(4))), name="next.csv", profile=new).drift == ()


UPDATES = {
    "decimal_changed": EDITS["decimal_changed"],
    "date_format_changed": EDITS["date_format_changed"],
    "axes_swapped": EDITS["axes_swapped"],
}


@pytest.mark.parametrize("kind", UPDATES)
def test_the_updated_profile_reads_what_the_old_one_would_not(source, kind):
    source.months(3)
    content = written(UPDATES[kind](month(3)))
    with pytest.raises(SourceDrifted):
        source.deliver(content, name="later.csv")
    new = source.folder / "new.toml"
    source.observatory.update_profile(source.folder / "later.csv", profile=str(source.profile), out=new)
    delivery = source.deliver(content, name="later.csv", profile=new).delivery  # what a profile says is no guess
    kept = source.observatory.store.read(delivery)
    assert kept.height == month(3).height
    assert kept["x"].null_count() == 0
    east = source.observatory.store.read(source.observatory.deliveries()[0])["x"].mean()
    assert kept["x"].mean() == pytest.approx(east, rel=0.02)


def test_an_unknown_category_is_proposed_with_the_code_it_resembles_never_given_it(source):
    source.months(3)
    received = source.deliver(written(month(3).with_columns(pl.col("type").replace({"vol": "homicides"}))))
    new = next(one for one in received.drift if one.kind == "categories_new")
    assert new.patch == {"what.codes": {"homicides": "decide"}}
    assert "0101" in said(new, "fr")
    table = source.observatory.store.read(received.delivery)
    assert set(table.filter(pl.col("offence_source") == "homicides")["offence_status"].cast(str)) == {"unmapped"}


def test_what_is_right_as_it_is_can_be_accepted_kind_by_kind(source):
    source.months(3)
    content = written(EDITS["column_emptied"](month(3)))
    with pytest.raises(SourceDrifted, match="--accept column_emptied"):
        source.deliver(content)
    with pytest.raises(SourceDrifted):
        source.deliver(content, accept=["key_changed"])
    with pytest.raises(UnknownChange, match="column_emptied"):
        source.deliver(content, accept=["everything"])
    assert source.deliver(content, accept=["column_emptied"]).added


def test_a_file_delivered_before_is_known_whatever_came_since(source):
    source.months(3)
    source.deliver(written(EDITS["column_emptied"](month(3))), accept=["all"])
    assert not source.deliver(written(month(0)), name="again.csv").added


def test_there_must_be_something_to_compare_with_and_to_update(source):
    path = source.folder / "0.csv"
    path.write_bytes(written(month(0)))
    with pytest.raises(NothingToCompare):
        source.observatory.update_profile(path, profile=str(source.profile), out=source.folder / "new.toml")
    source.months(2)
    with pytest.raises(NothingToUpdate):
        source.observatory.update_profile(path, profile=str(source.profile), out=source.folder / "new.toml")


def test_every_kind_is_worded():
    assert set(DRIFTS) == set(KINDS)


def test_the_command_says_what_stopped_it_to_people_and_to_machines(source, capsys):
    source.months(3)
    (source.folder / "later.csv").write_bytes(written(EDITS["column_renamed"](month(3))))
    asked = ["import", str(source.folder / "later.csv"), "--profile", str(source.profile)]
    at = ["--observatory", str(source.folder / "o")]
    assert main([*asked, *at, "--language", "fr"]) == 2
    assert "semble s’appeler `date_evenement`" in " ".join(capsys.readouterr().err.split())
    assert main([*asked, *at, "--json"]) == 2
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["added"], told["drift"][0]["kind"]) == (False, "column_renamed")
    assert told["drift"][0]["patch"] == {"aliases": {"date_evt": ["date_evenement"]}}
    (source.folder / "later.csv").write_bytes(written(EDITS["column_added"](month(3))))
    assert main([*asked, *at, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in told["drift"]] == ["column_added"]
    assert "portrait" not in told
