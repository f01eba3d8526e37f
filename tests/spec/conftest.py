"""Every spec runs on every engine; a table of rows is written as text, a map as two squares."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import shapely

from beffroi.kernels._spread import Engine
from beffroi.store.catalogue import Catalogue
from beffroi.store.cluster_views import views_of
from beffroi.store.deliveries import Deliveries, Parcel
from beffroi.store.local import LocalEngine
from beffroi.store.places import PlaceSet
from beffroi.store.reference import ReferenceEngine
from beffroi.tables.incidents import INCIDENTS
from beffroi.tables.views import Coverage
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from tests.engine.conftest import cluster, engine  # noqa: F401 - fixtures of a real scheduler with two workers

SQUARES = {"W": shapely.box(0, 0, 1000, 1000), "E": shapely.box(1000, 0, 2000, 1000)}
PROFILE = {
    "title": "A town", "publisher": "The town", "attribution": "", "licence": "none", "table": "incidents",
    "unit": "offence", "recording": "reported", "already_public": None, "agreement": None,
}  # fmt: skip
DEFAULTS = {
    "source_id": None, "event_key": None, "occurred_utc": None, "occurred_to": None, "interval_open": False,
    "hour_known": True, "date_precision": "minute", "reported_at": None, "x": None, "y": None, "location_metres": 0.0,
    "place_code": None, "place_name": None, "offence_source": "b", "offence": "0501", "offence_status": "mapped",
    "sensitive": False, "setting": None, "status": "provisional",
}  # fmt: skip


def read_table(written: str) -> list[dict]:
    """Read rows written as a text table; `-` is missing, `day` is 2024-MM-DD[ HH:MM]."""
    head, *lines = [line.split("|") for line in written.strip().splitlines()]
    names = [name.strip() for name in head]
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=True)}
        given = {name: None if cell == "-" else cell for name, cell in cells.items()}
        moment = given.pop("day")
        row = {**DEFAULTS, "row": number, "occurred_from": _moment(moment), **given}
        row |= {axis: float(row[axis]) if row[axis] is not None else None for axis in ("x", "y")}
        row["occurred_to"] = _moment(row["occurred_to"]) if row["occurred_to"] else None
        row.setdefault("location_kind", "exact" if row["x"] is not None else "none")
        rows.append(row)
    return rows


def _moment(written: str) -> datetime:
    day, _, time = written.partition(" ")
    return datetime.fromisoformat(f"2024-{day}T{time or '12:00'}")


@dataclass
class Town:
    """A town of two squares, W and E, and its engines."""

    folder: Path
    engine_name: str
    cluster: Engine | None = None

    def given(self, written: str, *, covered: str = "2024-01/2024-03") -> None:
        """Hold these rows; each part of `covered`, separated by commas, is covered."""
        self.rows = read_table(written)
        self.covered = tuple(Period.parse(part) for part in covered.split(","))

    def view(self, request, **scope):
        """Return a view from the engine under test."""
        asked = Scope(dataset="town", **scope)
        local = self._local()
        if self.engine_name == "local":
            return local.view(request, asked)
        if self.cluster:
            return views_of(local.store, self.cluster).view(request, asked)
        basis = local.basis(asked, history=request.history)
        reference = ReferenceEngine(
            rows=self.rows, coverage=Coverage(periods=self.covered), places=self._places(), basis=basis
        )
        return reference.view(request, asked)

    def _local(self) -> LocalEngine:
        catalogue = Catalogue.in_folder(self.folder)
        catalogue.create({"name": "Town"})
        store = Deliveries(self.folder, catalogue)
        table = pl.DataFrame(self.rows, schema=INCIDENTS)
        self._commit(store, "town", "incidents", table, PROFILE, {"checks": []})
        told = {"kind": "area", "crs": "EPSG:32631", "match": "location", "attribution": ""}
        self._commit(store, "squares", "places", self._places().frame, {}, {"places": told})
        return LocalEngine(store)

    def _commit(self, store, dataset, kind, table, profile, account):
        raw = self.folder / f"{dataset}.txt"
        raw.write_text(dataset)
        counted = {"rows_in": table.height, "stored": table.height, "quarantined": 0, "dropped": {}, "reasons": {}}
        store.commit(
            Parcel(
                dataset=dataset,
                kind=kind,
                raw=raw,
                file_name=raw.name,
                sha256=dataset,
                table=table,
                quarantined=pl.DataFrame(),
                account={**counted, **account},
                profile=profile,
                contract="1",
                covered=self.covered if kind == "incidents" else (),
            )
        )  # fmt: skip

    def _places(self) -> PlaceSet:
        frame = pl.DataFrame(
            {"place": list(SQUARES), "name": list(SQUARES), "wkb": [shapely.to_wkb(s) for s in SQUARES.values()]}
        )
        return PlaceSet(name="squares", kind="area", frame=frame, crs="EPSG:32631", match="location")


@pytest.fixture(params=["local", "reference", "cluster"])
def town(request, tmp_path, monkeypatch):
    if request.param != "cluster":
        return Town(tmp_path, request.param)
    made = request.getfixturevalue("engine")
    monkeypatch.setattr(type(made), "most", 2)
    return Town(tmp_path, request.param, made)


def told(frame: pl.DataFrame, *columns: str) -> list[tuple]:
    """Return columns as rows, dates as text."""
    return [tuple(str(v) if hasattr(v, "isoformat") else v for v in row) for row in frame.select(columns).iter_rows()]
