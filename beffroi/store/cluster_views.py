"""Views computed on a cluster: the partial functions of `partials`, mapped over lots of deliveries and added up."""

from collections.abc import Sequence

import polars as pl

from beffroi.kernels._spread import Embedded, Engine
from beffroi.settings import Settings
from beffroi.store.cluster import DaskEngine
from beffroi.store.deliveries import Deliveries
from beffroi.store.local import LocalEngine
from beffroi.store.lots import Lot, Work, do_lot, gathered, lots_of, sent
from beffroi.store.partials import Asked, Cells, add_up


class ClusterViews(LocalEngine):
    """The same views as the embedded engine's; rows are read, placed, chosen and counted by an engine's workers."""

    def __init__(self, store: Deliveries, engine: Engine, *, until: int | None = None) -> None:
        super().__init__(store, until=until)
        self._engine = engine
        self._lots: dict[str, list[Lot]] = {}
        self._sends = False  # whether workers were found not to have the observatory's folder

    def _asked_rows(self, dataset: str, asked: Asked) -> pl.DataFrame:
        if asked.columns is None:  # every column of every row: nothing would be gained by reading it elsewhere
            return super()._asked_rows(dataset, asked)
        return self._gathered(dataset, Work(kind="chosen", asked=asked))

    def _tally(self, dataset: str, asked: Asked, cells: Cells) -> pl.DataFrame:
        return add_up(self._done(dataset, Work(kind="tally", asked=asked, cells=cells)), cells)

    def _facts(self, dataset: str, asked: Asked) -> pl.DataFrame:
        return self._gathered(dataset, Work(kind="facts", asked=asked))

    def _gathered(self, dataset: str, work: Work) -> pl.DataFrame:
        return gathered(self._done(dataset, work), [lot.numbers for lot in self._lots_of(dataset)])

    def _lots_of(self, dataset: str) -> list[Lot]:
        if dataset not in self._lots:
            self._lots[dataset] = lots_of(self.store, self.datasets[dataset], most=self._engine.most)
        return self._lots[dataset]

    def _done(self, dataset: str, work: Work) -> Sequence[pl.DataFrame]:
        """Return what each lot gives, in order; lots that a worker cannot read are read here and sent."""
        lots = self._lots_of(dataset)
        found: list[pl.DataFrame | None] = [None] * len(lots)
        if not self._sends:
            found = list(self._engine.run(do_lot, lots, shared=work))
        missing = [at for at, given in enumerate(found) if given is None]
        self._sends = bool(missing)
        again = self._engine.run(do_lot, sent(self.store, (lots[at] for at in missing), work), shared=work)
        for at, given in zip(missing, again, strict=True):
            found[at] = given
        return [given for given in found if given is not None]


def engine_set() -> Engine:
    """Return the engine that the settings name: a scheduler's, or this process."""
    address = Settings.from_environment().scheduler
    return DaskEngine(address) if address else Embedded()


def views_of(store: Deliveries, engine: Engine, *, until: int | None = None) -> LocalEngine:
    """Return what computes the views of a store: this process, or an engine's workers."""
    if isinstance(engine, Embedded):
        return LocalEngine(store, until=until)
    return ClusterViews(store, engine, until=until)
