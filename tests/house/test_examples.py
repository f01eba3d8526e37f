"""The examples in docstrings say what the code does: each is run."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "beffroi"
WITH_EXAMPLES = sorted(path for path in PACKAGE.rglob("*.py") if ">>>" in path.read_text("utf-8"))


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 10


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_examples_of_a_module_hold(path):
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    ran = doctest.testmod(import_module(name))
    assert ran.attempted
    assert not ran.failed
