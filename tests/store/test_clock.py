"""The clock may go back, jump or pass 2038: the order of deliveries is that of their arrival (S8)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from beffroi.observatory import Observatory
from tests.store import servers, traces
from tests.store.test_writers import parcel

MOMENTS = {  # of three deliveries one after the other
    "back a day": ("2026-03-10 12:00:00", "2026-03-09 12:00:00", "2026-03-10 11:59:59"),
    "leap day": ("2028-02-28 23:59:59", "2028-02-29 00:00:00", "2028-03-01 00:00:00"),
    "spring forward": ("2026-03-29 01:59:59", "2026-03-29 03:00:00", "2026-03-29 02:30:00"),
    "fall back": ("2026-10-25 02:30:00", "2026-10-25 02:30:00", "2026-10-25 02:00:00"),
    "after 2038": ("2038-01-19 03:14:07", "2038-01-19 03:14:08", "2040-06-01 00:00:00"),
    "year end": ("2026-12-31 23:59:59", "2027-01-01 02:00:00", "2026-12-31 23:59:59"),
}
ALWAYS = ("back a day", "after 2038")
STORE = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.store.test_clock import Observatory, Path, stored
stored(Path(sys.argv[2]), sys.argv[3])
"""
needs_faketime = pytest.mark.skipif(shutil.which("faketime") is None, reason="needs the Debian package faketime")


def stored(home: Path, name: str) -> None:
    made = Observatory.open(home)
    one = parcel(home, name)
    made.store.commit(one)
    made.close()


@needs_faketime
@pytest.mark.parametrize(
    "moments",
    [pytest.param(told, id=name, marks=() if name in ALWAYS else pytest.mark.slow) for name, told in MOMENTS.items()],
)
def test_order_is_that_of_arrival_whatever_the_clock_says(create, tmp_path, moments):
    home = create(tmp_path / "o")
    for number, moment in enumerate(moments):
        command = ["faketime", "-f", moment, *traces.python(STORE, traces.ROOT, home, str(number))]
        subprocess.run(command, check=True, env={**servers.environment(), "TZ": "Europe/Paris"})
    made = Observatory.open(home)
    held = made.deliveries()
    assert [one.file_name for one in held] == ["0.csv", "1.csv", "2.csv"]
    years = {one.received_at[:4] for one in held}
    assert years == {moment[:4] for moment in moments}  # or the clock was not moved
    assert made.check().is_sound
    made.delete(held[0].id)
    made.compact()
    assert [one.file_name for one in made.deliveries()] == ["1.csv", "2.csv"]
    assert made.check().is_sound
    made.close()
