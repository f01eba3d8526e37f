"""The store's tests run on both kinds of catalogue: a file in the folder, and a PostgreSQL server."""

from pathlib import Path

import pytest

from beffroi.observatory import Observatory
from tests.store import servers


@pytest.fixture(scope="session")
def server():
    with servers.running() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue_url(request, monkeypatch):
    """Where the catalogue of a new observatory goes: None is the file in its folder."""
    if request.param == "sqlite":
        return None
    monkeypatch.setenv("PGPASSWORD", servers.PASSWORD)
    return request.getfixturevalue("server").database()


@pytest.fixture
def create(catalogue_url):
    """Make an observatory in a folder."""

    def made(folder: Path, **options) -> Path:
        told = {"name": "T", "languages": ("en",), "timezone": "Europe/Paris", "crs": "EPSG:2154", **options}
        Observatory.create(folder, catalogue=catalogue_url, **told).close()
        return folder

    return made
