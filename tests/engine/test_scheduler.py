"""What a scheduler has to be: there, with workers, and running what this process runs; otherwise it is said what to do."""

import ast
import shutil
import socket
import sys
import warnings

import pytest

from beffroi.errors.cluster import ClusterMissing, SchedulerUnreachable, VersionsDiffer
from beffroi.errors.store import MISSING, DamagedFile
from beffroi.observatory import Observatory
from beffroi.settings import Settings
from beffroi.store import cluster as module
from beffroi.store.cluster import DaskEngine, do, stamp
from beffroi.vocabulary.text import LANGUAGES
from tests.engine import processes, work
from tests.house.test_network import PACKAGE, SOURCES, imported


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_parts_come_back_in_order_and_more_of_them_than_are_in_flight(engine):
    assert list(engine.run(work.double, range(50), shared=3)) == [3 * part for part in range(50)]
    assert list(engine.run(work.double, (), shared=3)) == []


def test_large_parts_are_sent_without_a_warning(engine):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (found,) = engine.run(work.double, ["x" * 12_000_000], shared=2)
    assert len(found) == 24_000_000


def test_what_the_work_raises_is_raised_here(engine):
    with pytest.raises(ValueError, match="cannot do 7"):
        list(engine.run(work.refuse, [7], shared=None))
    assert list(engine.run(work.double, [1], shared=2)) == [2]


def test_an_error_of_ours_keeps_its_words_on_the_way(engine):
    with pytest.raises(DamagedFile) as caught:
        list(engine.run(work.find_damage, ["table.parquet"], shared=None))
    here = DamagedFile(file="table.parquet", delivery="d", fault=MISSING)
    assert [caught.value.say(language) for language in LANGUAGES] == [here.say(language) for language in LANGUAGES]


def test_who_stops_listening_leaves_nothing_behind(engine):
    answers = engine.run(work.double, range(100), shared=1)
    assert next(answers) == 0
    answers.close()
    held = engine._client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
    assert len(held) < 100
    assert list(engine.run(work.double, [4], shared=1)) == [4]


def test_a_scheduler_that_is_not_there(monkeypatch):
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(SchedulerUnreachable, match="does not answer"):
        list(DaskEngine(address, connecting=0.3).run(work.double, [1], shared=1))


@pytest.mark.parametrize("address", ["nowhere", "tcp://", "http://127.0.0.1:1"])
def test_an_address_that_is_none(address):
    pytest.importorskip("distributed")
    with pytest.raises(SchedulerUnreachable):
        list(DaskEngine(address, connecting=0.3).run(work.double, [1], shared=1))


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterMissing) as caught:
        list(DaskEngine("tcp://127.0.0.1:1").run(work.double, [1], shared=1))
    for language in LANGUAGES:
        assert "beffroi[cluster]" in caught.value.say(language)


def test_another_version_is_refused(engine, monkeypatch):
    monkeypatch.setattr(module, "stamp", lambda: "beffroi 0.0.9")
    with pytest.raises(VersionsDiffer, match="Nothing was computed") as caught:
        list(engine.run(work.double, [1], shared=1))
    assert "0.0.9" in str(caught.value)


def test_another_version_that_joins_later_is_refused_as_well(engine, monkeypatch):
    monkeypatch.setattr(module, "_check", lambda client: None)
    monkeypatch.setattr(module, "stamp", lambda: "beffroi 0.0.9")
    with pytest.raises(VersionsDiffer, match="A worker"):
        list(engine.run(work.double, [1], shared=1))


def test_the_stamp_tells_code_python_and_packages():
    told = stamp()
    assert all(word in told for word in ("beffroi", "Python", "numpy", "polars"))
    packed = module.pickle.dumps(1)
    assert do(told, "digest", packed, module.pickle.dumps((work.double, 4))) == (4,)
    assert do(told + "?", "digest", packed, b"never opened").there == told


def test_a_worker_without_this_beffroi_is_refused(tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "old" / "beffroi").mkdir(parents=True)
    (tmp_path / "old" / "beffroi" / "__init__.py").write_text("__version__ = '0.0.1'\n")
    with processes.running(tmp_path, workers=0) as made:
        made.add_worker(PYTHONPATH=str(tmp_path / "old"))
        engine = DaskEngine(made.address)
        try:
            engine._connected().wait_for_workers(1, timeout=processes.PATIENCE)
            with pytest.raises(VersionsDiffer, match="A worker does not run"):
                list(engine.run(work.double, [1], shared=1))
        finally:
            engine.close()


def test_a_scheduler_without_this_beffroi_is_refused(tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "old" / "beffroi").mkdir(parents=True)
    (tmp_path / "old" / "beffroi" / "__init__.py").write_text("__version__ = '0.0.1'\n")
    with processes.running(tmp_path, workers=0, PYTHONPATH=str(tmp_path / "old")) as made:
        engine = DaskEngine(made.address)
        try:
            with pytest.raises(VersionsDiffer, match="The scheduler does not run"):
                list(engine.run(work.double, [1], shared=1))
        finally:
            engine.close()


def test_embedded_is_the_default(tmp_path, monkeypatch):
    monkeypatch.delenv("BEFFROI_SCHEDULER", raising=False)
    made = Observatory.create(tmp_path / "o", name="Town", languages=("en",), timezone="Europe/Paris")
    assert type(made.engine).__name__ == "LocalEngine"
    made.close()
    monkeypatch.setenv("BEFFROI_SCHEDULER", "tcp://127.0.0.1:1")
    assert Settings.from_environment().scheduler == "tcp://127.0.0.1:1"
    made = Observatory.open(tmp_path / "o")  # nothing is asked of the scheduler until a question is
    assert type(made.engine).__name__ == "ClusterViews"
    made.close()
    shutil.rmtree(tmp_path / "o")


def test_one_file_speaks_with_schedulers():
    """The package that opens connections is imported by that file alone, and there only by the functions that need it."""
    speaking = {path for path in SOURCES if {"dask", "distributed"} & {name.split(".")[0] for name in imported(path)}}
    assert {path.relative_to(PACKAGE).as_posix() for path in speaking} == {"store/cluster.py"}
    top = ast.parse((PACKAGE / "store" / "cluster.py").read_text("utf-8")).body
    imports = [ast.unparse(node) for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [one for one in imports if "dask" in one or "distributed" in one]
