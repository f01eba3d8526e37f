"""The portal that the tests of this folder fetch from."""

import pytest

from tests.portals.server import running


@pytest.fixture
def portal():
    """A portal on the loopback, gone when the test ends."""
    with running() as made:
        yield made
