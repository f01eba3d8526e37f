"""A file that someone still writes to while it is imported: refused, and nothing of it stays."""

import pytest

from beffroi import intake
from beffroi.cli import main
from beffroi.errors.intake import ChangedMeanwhile
from beffroi.observatory import Observatory
from tests.journeys import town


@pytest.fixture(params=["as_received", "minimised"])
def growing(request, tmp_path, monkeypatch):
    """A file that grows by a record once it was read, before it is kept."""
    agreement = "" if request.param == "as_received" else "A-12"
    file = town.write(tmp_path / "files", rows=50, keep_raw=request.param, agreement=agreement)
    read = intake.Counter._read

    def and_grow(self, *given, **named):
        found = read(self, *given, **named)
        with file.open("a") as more:
            more.write("900;2023-05-05 10:00;vol;2,35;48,85;LATECOMER\n")
        return found

    monkeypatch.setattr(intake.Counter, "_read", and_grow)
    Observatory.create(tmp_path / "o", name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
    return file


def test_a_file_that_grows_while_it_is_read_is_refused_and_leaves_nothing(growing, tmp_path):
    made = Observatory.open(tmp_path / "o")
    with pytest.raises(ChangedMeanwhile):
        made.deliver(growing, profile=str(growing.parent / "town.toml"))
    assert made.deliveries() == []
    assert made.check().faults == ()
    made.close()
    held = b"".join(path.read_bytes() for path in (tmp_path / "o").rglob("*") if path.is_file())
    assert b"cambriolage" not in held
    assert b"LATECOMER" not in held


@pytest.mark.parametrize(("language", "said"), [("en", "changed while"), ("fr", "a changé"), ("es", "cambió")])
def test_it_is_said_in_the_readers_language(growing, tmp_path, capsys, language, said):
    given = [str(growing), "--profile", str(growing.parent / "town.toml"), "--observatory", str(tmp_path / "o")]
    assert main(["--language", language, "import", *given]) != 0
    assert said in capsys.readouterr().err
