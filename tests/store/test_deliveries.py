"""Deliveries: whole or absent, never counted twice, verified on read, really deleted."""

from datetime import datetime

import polars as pl
import pytest

from beffroi.errors.store import DamagedFile, DiskFull, NewerStore, OverlappingDelivery, UnknownDelivery
from beffroi.store.catalogue import META, Catalogue
from beffroi.store.deliveries import Deliveries, Parcel
from beffroi.store.files import sweep, write_whole
from beffroi.store.local import LocalEngine
from beffroi.tables.views import Request
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from tests.spec.conftest import PROFILE, read_table

TOKEN = "ZYXTOKEN"


@pytest.fixture
def store(tmp_path, catalogue_url):
    folder = tmp_path / "o"
    folder.mkdir()
    Catalogue.make(folder, {"name": "Town"}, url=catalogue_url)
    catalogue = Catalogue.in_folder(folder)
    yield Deliveries(folder, catalogue)
    catalogue.close()


def parcel(store, days, *, name="one", overlap="ask", covered="2024-01", offence=TOKEN):
    from beffroi.tables.incidents import INCIDENTS

    raw = store.folder.parent / f"{name}.csv"
    raw.write_text(f"{name}: {days} {offence}")
    rows = read_table("day\n" + "\n".join(days))
    table = pl.DataFrame([{**row, "offence_source": offence} for row in rows], schema=INCIDENTS)
    account = {"rows_in": len(rows), "stored": len(rows), "quarantined": 0, "dropped": {}, "reasons": {}, "checks": []}
    return Parcel(
        dataset="town",
        kind="incidents",
        raw=raw,
        file_name=raw.name,
        sha256=name * 8,
        table=table,
        quarantined=pl.DataFrame(),
        account=account,
        profile=PROFILE,
        contract="1",
        overlap=overlap,
        covered=(Period.parse(covered),),
    )


def counted(store):
    frame = LocalEngine(store).view(Request(view="series", every="month"), Scope()).frame
    return dict(zip(frame["period"].dt.to_string("%Y-%m"), frame["n"], strict=True))


def test_the_same_file_again_adds_nothing(store):
    first, added = store.commit(parcel(store, ["01-05", "01-06"]))
    again, added_again = store.commit(parcel(store, ["01-05", "01-06"]))
    assert (added, added_again, again.id) == (True, False, first.id)
    assert counted(store) == {"2024-01": 2}


def test_the_same_rows_in_another_file_and_order_add_nothing(store):
    store.commit(parcel(store, ["01-05", "01-06"]))
    _, added = store.commit(parcel(store, ["01-06", "01-05"], name="two"))
    assert not added
    assert counted(store) == {"2024-01": 2}


def test_an_undeclared_overlap_asks_and_stores_nothing(store):
    store.commit(parcel(store, ["01-05"]))
    with pytest.raises(OverlappingDelivery, match="--overlap"):
        store.commit(parcel(store, ["01-05", "01-09"], name="two"))
    assert counted(store) == {"2024-01": 1}
    assert store.orphans() == []


def test_a_replacing_delivery_holds_for_its_days_only(store):
    store.commit(parcel(store, ["01-05", "02-05"], covered="2024-01/2024-02"))
    store.commit(parcel(store, ["01-07", "01-08", "01-09"], name="two", overlap="replace"))
    assert counted(store) == {"2024-01": 3, "2024-02": 1}


def test_an_added_delivery_counts_beside_the_first(store):
    store.commit(parcel(store, ["01-05"]))
    store.commit(parcel(store, ["01-07"], name="two", overlap="add"))
    assert counted(store) == {"2024-01": 1 + 1}


@pytest.mark.parametrize("role", ["table", "raw", "quarantine"])
def test_an_altered_file_is_named_never_read(store, role):
    delivery, _ = store.commit(parcel(store, ["01-05"]))
    path = store.path_of(delivery.path(role))
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [(fault.delivery, fault.file) for fault in store.check()] == [
        (delivery.id, path.relative_to(store.folder).as_posix())
    ]
    with pytest.raises(DamagedFile, match="beffroi check"):
        store.read(delivery, role)


def test_a_missing_file_is_named(store):
    delivery, _ = store.commit(parcel(store, ["01-05"]))
    store.path_of(delivery.path("table")).unlink()
    (fault,) = store.check()
    assert fault.fault.en == "missing"


def test_a_damaged_table_is_rebuilt_only_from_the_same_content(store):
    made = parcel(store, ["01-05", "01-06"])
    delivery, _ = store.commit(made)
    path = store.path_of(delivery.path("table"))
    path.write_bytes(b"torn")
    other = made.table.with_columns(x=pl.lit(1.0))
    assert not store.rewrite(delivery, {"table": other, "quarantine": made.quarantined})
    assert path.read_bytes() == b"torn"
    assert store.rewrite(delivery, {"table": made.table.reverse(), "quarantine": made.quarantined})
    assert list(store.check()) == []


def test_an_interrupted_delivery_is_invisible_and_the_next_one_works(store, monkeypatch):
    made = parcel(store, ["01-05"])
    with monkeypatch.context() as patch:
        patch.setattr(store.catalogue, "add", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.commit(made)
    assert store.catalogue.deliveries() == []
    assert len(store.orphans()) == 3
    _, added = store.commit(made)
    assert added
    assert store.orphans() == []


def test_a_torn_write_leaves_only_a_temporary_file(tmp_path):
    def write_half(to):
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull, match="no room"):
        write_whole(tmp_path / "table.parquet", write_half)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "table.parquet.ab.tmp").write_bytes(b"left by a crash")
    assert sweep(tmp_path) == 1


def test_raw_files_are_read_only(store):
    delivery, _ = store.commit(parcel(store, ["01-05"]))
    assert store.path_of(delivery.path("raw")).stat().st_mode & 0o222 == 0


def test_deleted_means_gone_from_every_byte(store):
    delivery, _ = store.commit(parcel(store, ["01-05"], offence=TOKEN))
    kept, _ = store.commit(parcel(store, ["02-05"], name="two", covered="2024-02", offence="kept"))
    assert any(TOKEN.encode() in path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    store.delete(delivery)
    held = [path for path in store.folder.rglob("*") if path.is_file()]
    assert not [path for path in held if TOKEN.encode() in path.read_bytes() or delivery.id in str(path)]
    assert [d.id for d in store.catalogue.deliveries()] == [kept.id]
    assert counted(store) == {"2024-02": 1}


def test_a_later_format_is_refused(store):
    with store.catalogue.engine.begin() as connection:
        connection.execute(META.update().where(META.c.name == "format").values(value="99"))
    with pytest.raises(NewerStore, match="99"):
        store.catalogue.meta()


def test_a_delivery_is_found_by_the_beginning_of_its_name(store):
    delivery, _ = store.commit(parcel(store, ["01-05"]))
    assert store.catalogue.delivery(delivery.id[:6]).id == delivery.id
    with pytest.raises(UnknownDelivery):
        store.catalogue.delivery("nothing")


def test_the_same_rows_give_the_same_bytes(store, tmp_path):
    from beffroi.store.files import write_table

    table = parcel(store, ["01-05", "01-06"]).table
    one, other = tmp_path / "one", tmp_path / "other"
    write_table(table, one)
    write_table(table.clone(), other)
    assert one.read_bytes() == other.read_bytes()


def test_dates_in_a_row_keep_their_wall_time(store):
    delivery, _ = store.commit(parcel(store, ["01-05 23:30"]))
    assert store.read(delivery)["occurred_from"].to_list() == [datetime(2024, 1, 5, 23, 30)]
