"""The life of an observatory, told step by step by a process that may die at any of them; and what must hold then.

The process says each step that is done (`done <step> ...`): what was said must
be there whatever happened next; what was not said is wholly there or not at all.
"""

import os
import shutil
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from beffroi.errors.backups import NoBackup
from beffroi.errors.store import NoObservatory
from beffroi.observatory import Observatory
from beffroi.store.backup import restore
from beffroi.store.connect import holds_observatory
from beffroi.store.files import sha256_of, write_whole
from beffroi.store.seals import digest_of
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.journeys import town

TOKEN = "QUETZALCOATL"  # in the third file only, which is deleted
ROWS = 30
YEARLY = Request(view="series", every="year")
GOLDEN = Path(__file__).parent / "format-1.zip"
LIVE = """
import sys
sys.path.insert(0, sys.argv[4])
from tests.store.life import live
live(*sys.argv[1:4])
"""


def write_files(folder: Path, *, many: int = 4) -> Path:
    """Small files of one town, two of whose rows may be quarantined; the third holds a token."""
    town.write(folder, rows=1)
    for number in range(many):
        made = town.write(folder / "made", rows=ROWS, seed=number)
        content = made.read_text("utf-8").replace(";2023-", ";never-", number % 3)
        if number == 2:
            content = content.replace("SECRETNAME", TOKEN).replace(";never-", f";{TOKEN}-")
        (folder / f"{number}.csv").write_text(content, "utf-8")
    shutil.rmtree(folder / "made")
    return folder


def say(*words: object) -> None:
    """Say in one write that a step is done."""
    os.write(1, f"done {' '.join(map(str, words))}\n".encode())


def _extract(archive: zipfile.ZipFile, name: str, to: Path) -> None:
    to.write_bytes(archive.read(name))


def live(home: str, files: str, url: str) -> None:
    """Make an observatory, receive, compact, delete, upgrade, back up, restore; say each step that is done."""
    base, given = Path(home), Path(files)
    told = {"name": "T", "languages": ("en",), "timezone": "Europe/Paris", "crs": "EPSG:2154"}
    if not holds_observatory(base / "o"):
        Observatory.create(base / "o", catalogue=url or None, **told).close()
    say("init")
    made = Observatory.open(base / "o")
    made.add_places(given / "districts.geojson", name="districts", code="code")
    say("places")
    for number in range(4):
        received = made.deliver(given / f"{number}.csv", profile=str(given / "town.toml"), overlap="add")
        say("import", number, received.delivery.id)
    made.compact()
    say("compact")
    made.delete(next(one.id for one in made.deliveries() if one.file_name == "2.csv"))
    say("delete")
    made.backup(base / "b.zip")
    say("backup")
    made.close()
    Observatory.restore(base / "b.zip", base / "r")
    say("restore")
    with zipfile.ZipFile(GOLDEN) as archive:
        for name in archive.namelist():
            write_whole(base / "m" / name, partial(_extract, archive, name))
    say("extract")
    Observatory.open(base / "m").close()
    say("migrate")


@dataclass
class Truth:
    """What a whole life says: the years of each file, its rows, the steps."""

    yearly: dict[str, list[int]]

    @classmethod
    def of(cls, base: Path, files: Path) -> "Truth":
        """Live once undisturbed in `base` and write down what each file holds."""
        base.mkdir(parents=True)
        yearly = {}
        for number in range(4):
            home = base / f"alone{number}"
            Observatory.create(home, name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
            made = Observatory.open(home)
            made.deliver(files / f"{number}.csv", profile=str(files / "town.toml"))
            frame = made.engine.view(Request(view="series", every="year"), Scope(period="2023-01/2024-12")).frame
            yearly[f"{number}.csv"] = frame["n"].to_list()
            made.close()
        return cls(yearly=yearly)

    def sum_of(self, names: list[str]) -> list[int]:
        return [sum(years) for years in zip(*(self.yearly[name] for name in names), strict=True)]


@dataclass
class Seen:
    """What was found after a crash, for the count of outcomes."""

    opened: bool = False
    deliveries: int = 0


def examine(
    base: Path, told: list[str], truth: Truth, *, go_on: Path | None = None, known: set[str] | None = None
) -> Seen:
    """Hold what a life left in `base` against what it had said; `go_on` (the files) also lives on to the end.

    `known` remembers what was found whole before, content by content: it is not looked at twice.
    """
    known = set() if known is None else known
    done = [line.split()[1:] for line in told if line.startswith("done")]
    steps = {words[0] for words in done}
    seen = Seen()
    _examine_observatory(base, done, truth, seen)
    _examine_backup(base, steps, truth, known)
    if "extract" in steps and _is_news(base / "m", known):
        made = Observatory.open(base / "m")
        assert made.check().is_sound
        assert len(made.catalogue.statements()) == 41
        made.close()
    if go_on is not None:
        for left in ("b.zip", "r", "m"):
            shutil.rmtree(base / left, ignore_errors=True)
        (base / "b.zip").unlink(missing_ok=True)
        live(str(base), str(go_on), "")
        made = Observatory.open(base / "o")
        assert sorted(one.file_name for one in made.deliveries()) == ["0.csv", "1.csv", "3.csv", "districts.geojson"]
        assert made.check().is_sound
        made.close()
    return seen


def _examine_observatory(base: Path, done: list[list[str]], truth: Truth, seen: Seen) -> None:
    steps = {words[0] for words in done}
    try:
        made = Observatory.open(base / "o")
    except NoObservatory:
        assert "init" not in steps, "an observatory that was said to be made is not there"
        return
    seen.opened = True
    held = made.deliveries()
    names = [one.file_name for one in held]
    seen.deliveries = len(names)
    assert len(names) == len(set(names)), "a delivery is there twice"
    said = [f"{words[1]}.csv" for words in done if words[0] == "import"] + ["districts.geojson"] * ("places" in steps)
    gone = {"2.csv"} if len(said) == 5 else set()  # its deletion may have begun once all were there
    assert set(said) - gone <= set(names), "a delivery that was said to be stored is not there"
    assert len(set(names) - set(said)) <= 1, "more than the one under way"
    if "delete" in steps:
        assert "2.csv" not in names
    found = made.check(remove_orphans=True)
    assert found.is_sound, found
    assert not found.busy
    assert not found.orphans
    incidents = [name for name in names if name.endswith(".csv")]
    if incidents:
        frame = made.engine.view(YEARLY, Scope(period="2023-01/2024-12")).frame
        assert frame["n"].to_list() == truth.sum_of(incidents), "another answer"
    for one in held:
        assert made.store.read(one, "quarantine").height == one.account["quarantined"]
    made.close()
    if "2.csv" not in names:
        left = [path for path in (base / "o").rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]
        assert not left, f"deleted or never stored, yet readable: {left}"
    assert not list((base / "o").rglob("*.tmp*")), "temporary files stay"


def _is_news(path: Path, known: set[str]) -> bool:
    """Whether a folder or a file is there with a content that was not seen before."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path] * path.exists()
    content = digest_of([[str(one.relative_to(path)), sha256_of(one)] for one in files])
    told = f"{path.name} {content}" if files else ""
    is_news = told not in known
    known.add(told)
    return is_news or not files


def _examine_backup(base: Path, steps: set[str], truth: Truth, known: set[str]) -> None:
    if "restore" in steps or (base / "r").exists():
        assert (base / "r").exists()
        if _is_news(base / "r", known):
            made = Observatory.open(base / "r")
            assert made.check().is_sound
            assert len(made.deliveries()) == 4
            made.close()
    if not _is_news(base / "b.zip", known):
        return
    try:
        restore(base / "b.zip", base / "again")
    except NoBackup:
        assert "backup" not in steps, "a backup that was said to be written is not there"
        return
    made = Observatory.open(base / "again")
    frame = made.engine.view(YEARLY, Scope(period="2023-01/2024-12")).frame
    assert frame["n"].to_list() == truth.sum_of(["0.csv", "1.csv", "3.csv"])
    made.close()
