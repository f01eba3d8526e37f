"""One scheduler with two workers for all tests of the cluster that leave them alive."""

import pytest

from beffroi.store.cluster import DaskEngine
from tests.engine import processes


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    pytest.importorskip("distributed")
    with processes.running(tmp_path_factory.mktemp("cluster"), workers=2) as made:
        yield made


@pytest.fixture(scope="session")
def engine(cluster):
    made = DaskEngine(cluster.address)
    made._connected().wait_for_workers(2, timeout=processes.PATIENCE)
    yield made
    made.close()
