"""The answer of a database as a delivery: read only, hashed, and no secret anywhere."""

import json
import sqlite3
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import polars as pl
import pytest
import sqlalchemy as sa

from beffroi.cli import main
from beffroi.errors.databases import BadDatabase, DatabaseRefused, DriverNotInstalled, NothingToImport, WrongSnapshot
from beffroi.errors.intake import EmptyFile
from beffroi.observatory import Observatory
from beffroi.sources import databases
from beffroi.sources.databases import _column, said, snapshot
from tests.sources.files import CRS, profile

SECRET = "pa55-w0rd-9f3c"
QUERY = "select id, occurred as \"when\", lon, lat, kind, setting from crimes where kind <> 'X' order by id"


@pytest.fixture
def address(tmp_path):
    with sqlite3.connect(tmp_path / "crimes.db") as made:
        made.execute("create table crimes (id text, occurred text, lon real, lat real, kind text, setting text)")
        rows = [(str(n), f"2018-03-05 14:{n:02d}:00", -87.65, 41.85, "THEFT", "rue d’été") for n in range(5)]
        made.executemany("insert into crimes values (?, ?, ?, ?, ?, ?)", [*rows, ("9", "", None, None, "X", None)])
    return f"sqlite:///{tmp_path / 'crimes.db'}"


@pytest.fixture
def observatory(tmp_path):
    return Observatory.create(tmp_path / "o", name="o", languages=("en",), timezone="America/Chicago", crs=CRS)


@pytest.mark.parametrize("kind", ["parquet", "delimited"])
def test_an_answer_is_a_delivery(address, observatory, kind):
    contract = profile(file={"kind": kind})
    received = observatory.deliver_answer(address, QUERY, profile=contract)
    assert (received.added, received.account["rows_in"], received.account["stored"]) == (True, 5, 5)
    assert received.account["query"] == QUERY
    assert received.account["database"].startswith("sqlite://")
    assert not observatory.deliver_answer(address, QUERY, profile=contract).added
    assert not list(observatory.folder.glob("cache/answers/*"))
    rows = observatory.engine.store.read(received.delivery)
    assert rows["setting"].to_list() == ["rue d’été"] * 5
    assert rows["occurred_from"][3] == datetime(2018, 3, 5, 14, 3)
    assert rows["x"].null_count() == 0
    assert observatory.check().is_sound


def test_the_same_answer_has_the_same_bytes(address, tmp_path):
    for kind in ("parquet", "delimited"):
        made = [snapshot(address, QUERY, profile=profile(file={"kind": kind}), into=tmp_path / at) for at in "ab"]
        assert made[0].path.read_bytes() == made[1].path.read_bytes()
        assert made[0].path.name == made[1].path.name


@pytest.mark.parametrize(
    "query",
    ["delete from crimes", "insert into crimes (id) values ('7')", "drop table crimes", "select 1; drop table crimes",
     "create table t (a)", "nonsense", "select * from absent", "", "select 1 as a, 2 as a", "attach '{}/x.db' as x"],
)  # fmt: skip
def test_it_is_only_read(address, tmp_path, query):
    before = (tmp_path / "crimes.db").read_bytes()
    with pytest.raises((DatabaseRefused, EmptyFile)) as refused:
        snapshot(address, query.format(tmp_path), profile=profile(file={"kind": "parquet"}), into=tmp_path)
    assert (tmp_path / "crimes.db").read_bytes() == before
    assert not (tmp_path / "x.db").exists()
    assert len({refused.value.say(language) for language in ("en", "fr", "es")}) == 3


def test_an_empty_answer_is_an_empty_delivery(address, tmp_path):
    with pytest.raises(EmptyFile):
        snapshot(address, "select id from crimes where 1 = 0", profile=profile(file={"kind": "parquet"}), into=tmp_path)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("nothing", BadDatabase),
        ("", BadDatabase),
        ("sqlite:///absent/none.db", BadDatabase),
        ("sqlite://", BadDatabase),
        ("env:NO_SUCH_VARIABLE", BadDatabase),
        (f"oracle+oracledb://me:{SECRET}@h/b", DriverNotInstalled),
        (f"martian://me:{SECRET}@h/b", BadDatabase),
        (f"postgresql+pg8000://me:{SECRET}@127.0.0.1:1/b?application_name={SECRET}", DatabaseRefused),
        (f"postgresql+pg8000://me:{SECRET}@127.0.0.1:notaport/b", BadDatabase),
    ],
)
def test_an_address_that_does_not_work_keeps_its_secret(tmp_path, address, error):
    if "pg8000" in address:
        pytest.importorskip("pg8000", reason="needs the extra postgresql")
    with pytest.raises(error) as refused:
        snapshot(address, QUERY, profile=profile(file={"kind": "parquet"}), into=tmp_path)
    told = [refused.value.say(language) for language in ("en", "fr", "es")]
    assert len(set(told)) == 3
    assert not any(SECRET in text for text in [*told, repr(refused.value), str(refused.value.values)])
    assert refused.value.__cause__ is None


def test_a_complaint_that_quotes_the_password_is_cleaned(monkeypatch):
    url = sa.make_url(f"postgresql://me:{SECRET}@h/b?key={SECRET}1")
    assert SECRET not in databases._without_secrets(ValueError(f"bad {SECRET} and {SECRET}1"), url)
    assert said(url) == "postgresql://h/b"


def test_the_kind_of_file_must_hold_an_answer(address, tmp_path):
    with pytest.raises(WrongSnapshot):
        snapshot(address, QUERY, profile=profile(file={"kind": "geojson"}), into=tmp_path)


def test_a_semicolon_in_a_text_is_no_second_statement(address, tmp_path):
    query = "select id, setting || ';' as a from crimes where kind <> 'a;b';"
    assert snapshot(address, query, profile=profile(file={"kind": "parquet"}), into=tmp_path).path.exists()


def test_types_are_kept_or_written_out():
    assert _column("a", [True, None]).dtype == pl.Boolean
    assert _column("a", [1, 2.5]).to_list() == [1.0, 2.5]
    assert _column("a", [2**70, 1]).to_list() == [str(2**70), "1"]
    assert _column("a", [None, None]).dtype == pl.String
    assert _column("a", [date(2024, 4, 3)]).dtype == pl.Date
    assert _column("a", [datetime(2024, 4, 3, tzinfo=UTC)]).dtype == pl.Datetime("us", "UTC")
    assert _column("a", [datetime(2024, 4, 3, tzinfo=UTC), datetime(2024, 4, 3)]).dtype == pl.String
    mixed = [Decimal("1E+3"), b"\x01", UUID(int=1), time(13, 5), {"a": [1]}, date(2024, 4, 3), "x"]
    assert _column("a", mixed).to_list() == [
        "1000", "01", "00000000-0000-0000-0000-000000000001", "13:05:00", '{"a": [1]}', "2024-04-03", "x",
    ]  # fmt: skip


def test_the_command_never_prints_the_address(address, observatory, tmp_path, monkeypatch, capsys):
    contract = profile(file={"kind": "parquet"}).model_dump(mode="json", exclude_none=True)
    contract["aliases"] = {}
    written = tmp_path / "mine.toml"
    written.write_text(_toml(contract))
    monkeypatch.setenv("CITY_DATABASE", f"{address}?key={SECRET}")
    at = ["--observatory", str(observatory.folder), "--profile", str(written)]
    assert main(["import", "--database", "env:CITY_DATABASE", "--query", QUERY, *at, "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)[0]["stored"] == 5
    assert SECRET not in printed.out + printed.err
    kept = [path for path in observatory.folder.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
    for given in (["--database", address], ["--query", QUERY], [], ["a.csv", "--database", address, "--query", QUERY]):
        assert main(["import", *given, *at]) == NothingToImport.exit_code


def _toml(content, at=""):
    """Write nested tables as TOML: what a profile needs of it."""
    plain = {key: value for key, value in content.items() if not isinstance(value, dict)}
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in plain.items()]
    for key, value in content.items():
        if isinstance(value, dict):
            name = f"{at}.{json.dumps(key)}" if at else json.dumps(key)
            lines += [f"[{name}]", _toml(value, name)]
    return "\n".join(lines)


def test_postgresql(tmp_path):
    servers = pytest.importorskip("tests.store.servers", reason="needs the server of the tests of the store")
    with servers.running() as server:
        address = server.database()
        name = address.rpartition("/")[2]
        server.run(name, "create table crimes (id bigint, at timestamptz, lon float8, lat numeric(9,6), kind text)")
        server.run(name, "insert into crimes values (1, '2018-03-05 20:00:00Z', -87.65, 41.85, 'THEFT')")
        query = 'select id, at as "when", lon, lat, kind, kind as setting from crimes'
        made = snapshot(address, query, profile=profile(file={"kind": "parquet"}), into=tmp_path)
        frame = pl.read_parquet(made.path)
        assert frame.select("id", "lat").rows() == [(1, "41.850000")]
        assert frame["when"].dtype.time_zone == "UTC"
        assert servers.PASSWORD not in f"{made}"
        with pytest.raises(DatabaseRefused):
            snapshot(
                address, "delete from crimes returning id", profile=profile(file={"kind": "parquet"}), into=tmp_path
            )
        with pytest.raises(DatabaseRefused):
            snapshot(address, "commit; delete from crimes", profile=profile(file={"kind": "parquet"}), into=tmp_path)
        assert server.run(name, "select count(*) from crimes")[0][0] == 1
        wrong = address.replace(servers.PASSWORD, SECRET)
        with pytest.raises(DatabaseRefused) as refused:
            snapshot(wrong, query, profile=profile(file={"kind": "parquet"}), into=tmp_path)
        assert SECRET not in str(refused.value)
    assert made.path.exists()
