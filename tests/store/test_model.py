"""Any order of operations leaves what a list of names would: the store held against the simplest model of it (S6)."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from beffroi.observatory import Observatory
from beffroi.vocabulary.scope import Scope
from tests.store.counts import times
from tests.store.test_writers import ROWS, parcel

LIVES, STEPS = times("MODELS", short=4, full=80), times("STEPS", short=12, full=25)


class Store(RuleBasedStateMachine):
    """The model is a list: names in order of arrival."""

    held = Bundle("held")

    @initialize()
    def make(self) -> None:
        self.base = Path(tempfile.mkdtemp())
        told = {"name": "T", "languages": ("en",), "timezone": "Europe/Paris", "crs": "EPSG:2154"}
        self.made = Observatory.create(self.base / "o", **told)
        self.model: dict[str, str] = {}
        self.backups: list[tuple[Path, list[str]]] = []

    @rule(target=held, name=st.text("abcdefg", min_size=1, max_size=2))
    def deliver(self, name):
        delivery, added = self.made.store.commit(parcel(self.made.folder, name))
        assert added == (name not in self.model)
        self.model.setdefault(name, delivery.id)
        assert delivery.id == self.model[name]
        return name if added else multiple()

    @rule(name=consumes(held))
    def delete(self, name):
        if name in self.model:
            self.made.delete(self.model.pop(name))

    @rule()
    def pack(self):
        self.made.compact()

    @rule(name=held, role=st.sampled_from(["table", "quarantine", "raw"]))
    def damage_and_receive_again(self, name, role):
        if name not in self.model:
            return
        one = self.made.catalogue.delivery(self.model[name])
        path = self.made.store.path_of(str(one.path(role)))
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-3])
        hurt = {fault.delivery for fault in self.made.check().faults}
        assert one.id in hurt
        for other, identity in list(self.model.items()):
            if identity in hurt:
                assert not self.made.store.commit(parcel(self.made.folder, other))[1]

    @rule()
    def close_and_open(self):
        self.made.close()
        self.made = Observatory.open(self.base / "o")

    @rule()
    def back_up(self):
        to = self.base / f"b{len(self.backups)}.zip"
        self.made.backup(to)
        self.backups.append((to, list(self.model.values())))

    @rule()
    def restore_the_last_backup_beside(self):
        if self.backups:
            path, ids = self.backups[-1]
            Observatory.restore(path, self.base / "r")
            restored = Observatory.open(self.base / "r")
            assert [one.id for one in restored.deliveries()] == ids
            assert restored.check().is_sound
            restored.close()
            shutil.rmtree(self.base / "r")

    @invariant()
    def is_what_the_model_says(self):
        held = self.made.deliveries()
        assert [one.id for one in held] == list(self.model.values())
        self.made.engine = type(self.made.engine)(self.made.store)
        if held:
            assert self.made.engine.basis(Scope(dataset="town")).events == ROWS * len(held)

    def teardown(self):
        if hasattr(self, "made"):
            found = self.made.check()
            assert found.is_sound
            assert not found.orphans
            self.made.close()
            shutil.rmtree(self.base)


TestStore = Store.TestCase
TestStore.settings = settings(max_examples=LIVES, stateful_step_count=STEPS)
