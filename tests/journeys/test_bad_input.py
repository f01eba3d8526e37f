"""Bad input by hand: one clear message in the reader's language, an exit code, nothing stored, no traceback."""

import contextlib
import gzip

import pytest

from beffroi.cli import main
from beffroi.observatory import Observatory
from tests.journeys import town

LOCALES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    base = tmp_path_factory.mktemp("bad")
    incidents = town.write(base, rows=80)
    main(["init", str(base / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    good = incidents.read_text("utf-8")
    whole = gzip.compress(good.encode())
    lines = good.splitlines()
    elsewhere = "\n".join([lines[0], *(_moved(line) for line in lines[1:])]) + "\n"
    files = {
        "empty.csv": b"",
        "page.csv": b"<!DOCTYPE html><html><body>Please log in</body></html>",
        "cut.csv.gz": whole[: len(whole) // 2],
        "comma.csv": good.replace(";", "|").encode(),
        "renamed.csv": good.replace("kind;", "nature;", 1).encode(),
        "dates.csv": good.replace("2023-", "23/").replace("2024-", "24/").encode(),
        "elsewhere.csv": elsewhere.encode(),
        "workbook.csv": b"PK\x03\x04" + b"\0" * 200,
    }
    for name, content in files.items():
        (base / name).write_bytes(content)
    (base / "folder.csv").mkdir()
    person = (base / "town.toml").read_text("utf-8").replace('category = ["kind"]', 'category = ["victim_name"]')
    (base / "person.toml").write_text(person, "utf-8")
    return base


def _moved(line: str) -> str:
    parts = line.split(";")
    parts[3] = f"1{parts[3]}"
    return ";".join(parts)


BAD = [
    ["import", "empty.csv", "--profile", "town.toml"],
    ["import", "page.csv", "--profile", "town.toml"],
    ["import", "cut.csv.gz", "--profile", "town.toml"],
    ["import", "comma.csv", "--profile", "town.toml"],
    ["import", "renamed.csv", "--profile", "town.toml"],
    ["import", "dates.csv", "--profile", "town.toml"],
    ["import", "elsewhere.csv", "--profile", "town.toml"],
    ["import", "workbook.csv", "--profile", "town.toml"],
    ["import", "folder.csv", "--profile", "town.toml"],
    ["import", "absent.csv", "--profile", "town.toml"],
    ["import", "incidents.csv", "--profile", "absent.toml"],
    ["import", "incidents.csv", "--profile", "person.toml"],
    ["import", "incidents.csv", "--publisher", "nobody"],
    ["import", "incidents.csv", "--profile", "town.toml", "--rows", "5000"],
    ["import", "incidents.csv", "--profile", "town.toml", "--sha256", "00"],
    ["ask", "counts"],
    ["ask", "counts", "--dataset", "nothing"],
    ["ask", "counts", "--offence", "99"],
    ["ask", "counts", "--period", "soon"],
    ["ask", "near-repeat", "--permutations", "-3"],
    ["ask", "near-repeat", "--distance-bands", "300", "100"],
    ["ask", "hot-spots", "--cell", "wide"],
    ["catalogue", "nothing"],
    ["bulletin", "--period", "never"],
    ["delete", "nothing"],
    ["places", "add", "districts.geojson", "--id", "nothing"],
    ["exposure", "add", "residents.csv", "--id", "district", "--value", "residents"],
    ["check", "--observatory", "nowhere"],
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("arguments", BAD, ids=[" ".join(bad) for bad in BAD])
def test_one_message_and_nothing_stored(place, monkeypatch, capsys, arguments, locale):
    monkeypatch.chdir(place)
    given = [*arguments, "--language", locale]
    if "--observatory" not in arguments:
        given += ["--observatory", "o"]
    try:
        code = main(given)
    except SystemExit as stop:  # argparse leaves this way
        code = stop.code
    said = capsys.readouterr()
    assert code not in (0, None)
    assert "Traceback" not in said.err
    told = [line for line in said.err.splitlines() if not line.endswith("…")]  # what takes over a second says so first
    assert told[0].startswith(("beffroi: ", "usage:", "utilisation", "uso:"))
    assert len(said.err.strip().splitlines()) < 6
    observatory = Observatory.open(place / "o")
    assert observatory.deliveries() == []
    assert observatory.check().orphans == ()
    observatory.close()


@pytest.mark.parametrize("arguments", BAD, ids=[" ".join(bad) for bad in BAD])
def test_the_message_is_in_the_language_asked(place, monkeypatch, capsys, arguments):
    monkeypatch.chdir(place)
    said = set()
    for locale in LOCALES:
        at = [] if "--observatory" in arguments else ["--observatory", "o"]
        with contextlib.suppress(SystemExit):
            main([*arguments, "--language", locale, *at])
        said.add(capsys.readouterr().err)
    assert len(said) == 3


def test_a_last_record_cut_short_is_set_aside_with_a_warning(place, capsys):
    whole = (place / "incidents.csv").read_bytes()
    (place / "short.csv").write_bytes(whole[:-30])
    o = str(place / "other")
    main(["init", o, "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    capsys.readouterr()
    assert main(["import", str(place / "short.csv"), "--profile", str(place / "town.toml"), "--observatory", o]) == 0
    assert "80 rows in = 79 stored + 1 quarantined + 0 dropped" in capsys.readouterr().out
