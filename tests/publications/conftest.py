from pathlib import Path

import pytest

from beffroi.publications import bulletin
from tests.publications.editions import edition


@pytest.fixture(scope="session")
def issue(tmp_path_factory) -> Path:
    """A whole issue on disk: three pages, three documents, open data."""
    out = tmp_path_factory.mktemp("issue")
    for locale in ("en", "fr", "es"):
        bulletin.write(edition(), locale=locale, out=out)
    return out
