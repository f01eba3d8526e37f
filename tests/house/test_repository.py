"""What a clean clone must hold, and what no tracked file may say."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MACHINE_PATHS = re.compile(r"(?<![\w.~<-])/(?:work|opt|home|root|Users|tmp|mnt|srv)/[\w.-]+")
DEMO_BYTES = 1_500_000


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a clone")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[Path, str]:
    found = {}
    for path in tracked():
        try:
            found[path] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def dev_commands() -> set[str]:
    tree = ast.parse((ROOT / "dev.py").read_text("utf-8"))
    (table,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "COMMANDS"
    )
    return {key.value for key in table.keys}


def test_no_tracked_file_names_a_folder_of_one_machine():
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, content in texts().items()
        if path.name != "test_repository.py"
        for match in MACHINE_PATHS.finditer(content)
    }
    assert not found


@pytest.mark.parametrize(
    "name", ["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md", "README.md", ".ci/run", "dev.py"]
)
def test_what_every_visitor_looks_for_is_there(name):
    assert (ROOT / name).stat().st_size > 0


def test_the_licence_is_the_declared_one():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert declared["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_changelog_begins_with_this_version():
    import beffroi

    first = re.search(r"^## \[?(Unreleased|[\d.]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert declared == beffroi.__version__
    assert first is not None
    assert first[1] in ("Unreleased", declared)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_dev_command_that_a_page_names_exists(page):
    named = set(re.findall(r"python3 dev\.py ([a-z-]+)", (ROOT / page).read_text("utf-8")))
    assert named
    assert named <= dev_commands()


def test_the_help_of_dev_lists_every_command():
    described = set(
        re.findall(
            r"^python3 dev\.py ([a-z-]+) ",
            ast.get_docstring(ast.parse((ROOT / "dev.py").read_text("utf-8"))),
            re.MULTILINE,
        )
    )
    assert described == dev_commands()


def test_ci_runs_tests_and_checks_and_may_be_run():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^python3 dev\.py (\S+) \|\| failed=1$", script.read_text("utf-8"), re.MULTILINE) == [
        "test",
        "check",
    ]


def test_the_demonstration_is_small_and_says_where_each_file_is_from():
    from beffroi import demo

    files = [path for path in demo.DATA.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= DEMO_BYTES
    about = (demo.DATA / "README.md").read_text("utf-8")
    for path in demo.DATA.iterdir():
        assert path.name == "README.md" or f"`{path.name}{'/' * path.is_dir()}`" in about
    assert {demo.AREAS, demo.RESIDENTS} <= set(files)
    assert any(demo.INCIDENTS.iterdir())


def test_the_words_of_the_licence_are_where_the_data_can_be_had():
    from beffroi import demo
    from beffroi.edition import attributed
    from beffroi.sources import publishers

    statements = demo.AREAS_SOURCE["attribution"].split("; ")[:2]
    statements.append(attributed(publishers.profile(demo.PUBLISHER).model_dump()))
    for page in (demo.DATA / "README.md", ROOT / "README.md"):
        spoken = re.sub(r"\s+", " ", page.read_text("utf-8").replace("\n> ", " ")).lower()
        assert "open government licence v3.0" in spoken
        for statement in statements:
            assert statement.lower() in spoken, f"{page} lacks “{statement}”"


def test_no_tracked_file_is_a_build_output():
    outputs = (".venv", "dist", "build", "node_modules", "__pycache__", "demo-observatory")
    assert not [path for path in tracked() if set(path.relative_to(ROOT).parts) & set(outputs)]


def test_links_between_pages_lead_somewhere():
    broken = []
    for path, content in texts().items():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", content):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not broken


def test_the_citys_notice_is_in_the_profiles_that_read_its_data():
    from beffroi.edition import attributed
    from beffroi.sources.profile import Profile

    profiles = sorted((ROOT / "beffroi" / "sources" / "publishers").glob("chicago*.toml"))
    assert len(profiles) == 4
    for path in profiles:
        said = attributed(Profile.from_toml(path).model_dump())
        assert said.startswith("City of Chicago Data Portal")
        assert said.endswith("It is understood that the data provided at this site is being used at one’s own risk")
