"""Hard patterns by the command line: each analysis of located incidents answers or says why not, in one language at a time."""

import numpy as np
import pytest

from beffroi.analyses import catalogue
from beffroi.cli import main
from tests.journeys import town

N = 240
along = np.linspace(0.0, 1.0, N)
PATTERNS = {  # longitude and latitude of every incident
    "one place": (np.full(N, 2.35), np.full(N, 48.86)),
    "a line": (2.31 + 0.08 * along, np.full(N, 48.86)),
    "one far away": (np.append(2.31 + 0.08 * along[1:], 2.9), np.append(48.83 + 0.06 * (along[1:] * 97 % 1), 48.1)),
}
ASKED = sorted(name for name, one in catalogue().items() if "points" in one.about.needs)
QUICK = {"simulations": "99", "permutations": "99", "steps": "10"}


@pytest.fixture(scope="module", params=PATTERNS)
def home(request, tmp_path_factory):
    base = tmp_path_factory.mktemp("hard")
    lines = town.write(base, rows=N).read_text("utf-8").splitlines()
    for row, (lon, lat) in enumerate(zip(*PATTERNS[request.param], strict=True), 1):
        parts = lines[row].split(";")
        parts[3:5] = (f"{part:.6f}".replace(".", ",") for part in (lon, lat))
        lines[row] = ";".join(parts)
    (base / "incidents.csv").write_text("\n".join(lines) + "\n", "utf-8")
    main(["init", str(base / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"])
    filed = ["import", str(base / "incidents.csv"), "--profile", str(base / "town.toml"), "--observatory"]
    assert main([*filed, str(base / "o")]) == 0
    return str(base / "o")


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_or_a_reason_and_no_traceback(home, name, capsys):
    analysis = catalogue()[name]
    quick = [f"--{key}={value}" for key, value in QUICK.items() if key in analysis.model_fields]
    capsys.readouterr()
    code = main(["ask", name.replace("_", "-"), *quick, "--language", "fr", "--observatory", home])
    said = capsys.readouterr()
    told = said.out + said.err
    assert code in (0, 1, 2, 3, 4)
    assert "Traceback" not in told
    assert not {"nan", "inf"} & set(told.lower().replace(",", " ").split())
    assert len(told.split()) > 8


@pytest.mark.parametrize("home", ["one far away"], indirect=True)
def test_numbers_come_before_the_classes_of_a_map(home, capsys):
    """The centres before the cells of their ellipse, and no cell that is outside everything."""
    capsys.readouterr()
    assert main(["ask", "centrography", "--language", "en", "--observatory", home]) == 0
    told = capsys.readouterr().out
    assert told.index("Centres, in projected metres") < told.index("Centres and standard deviational ellipse")
    assert "In the ellipse" in told or "Inside" in told
    assert "Outside" not in told
