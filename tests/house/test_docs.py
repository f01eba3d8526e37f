"""The documentation cannot lie: generated pages are compared, examples are run, commands exist."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from beffroi import demo
from beffroi.analyses import catalogue
from beffroi.sources.profile import Profile
from beffroi.vocabulary.offences import is_known
from beffroi.vocabulary.text import LANGUAGES
from tests.house.documentation import ROOT, blocks, build, pages

PAGES = pages()
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def test_generated_pages_are_what_the_code_says():
    assert build().differing() == [], "run python3 dev.py docs"


def test_a_changed_page_is_noticed(monkeypatch, tmp_path):
    for path, content in build().pages().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    shutil.copytree(ROOT / "decisions", tmp_path / "decisions")
    monkeypatch.setattr(build(), "ROOT", tmp_path)
    assert build().differing() == []
    with (tmp_path / "GLOSSARY.md").open("a") as page:
        page.write("edited by hand\n")
    (tmp_path / "docs" / "analyses" / "gone.md").write_text("an analysis that is gone\n")
    assert [path.name for path in build().differing()] == ["GLOSSARY.md", "gone.md"]


def test_the_site_has_no_broken_link(tmp_path):
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    build().site(tmp_path)
    drawn = list(tmp_path.rglob("*.html"))
    assert len(drawn) > len(PAGES)
    for page in drawn:
        for target in re.findall(r'(?:href|src)="(?!https?:|#)([^"#]+)"', page.read_text("utf-8")):
            if not target.startswith("docs/images/"):
                assert (page.parent / target).exists(), f"{page.relative_to(tmp_path)} -> {target}"


@pytest.mark.parametrize("name", catalogue())
def test_a_method_card_says_what_the_analysis_says(name):
    analysis = catalogue()[name]
    page = build().method_card(analysis)
    for lang in LANGUAGES:
        assert analysis.about.question(lang) in page
        assert analysis.about.assumption(lang) in page
    assert all(f"`{field}`" in page for field in analysis.model_fields)
    assert all(reference in page for reference in analysis.about.references)


@EVERY_PAGE
def test_python_examples_of_a_page_run(page):
    examples = "\n".join(block for block in blocks(page, "python") if block.startswith(">>>"))
    if not examples:
        return
    test = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test)
    assert result.failed == 0
    assert result.attempted > 0


@EVERY_PAGE
def test_names_that_a_page_imports_exist(page):
    for block in blocks(page, "python"):
        if not block.startswith(">>>"):
            exec("\n".join(line for line in block.splitlines() if re.match(r"(from|import) ", line)), {})


def test_the_guides_profile_is_a_profile():
    (written,) = blocks(ROOT / "docs" / "profiles.md", "toml")
    profile = Profile.from_toml(written)
    assert all(is_known(code) for code in profile.what.codes.values())
    assert set(profile.columns()) == {"case_number", "date", "time", "longitude", "latitude", "class", "detail"}


def test_the_console_examples_of_getting_started_run(tmp_path):
    shutil.copytree(demo.DATA, tmp_path, dirs_exist_ok=True)
    for command, expected in console_steps(ROOT / "docs" / "getting-started.md"):
        done = beffroi(command, cwd=tmp_path)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        assert matches(expected, done.stdout), f"{' '.join(command)} printed\n{done.stdout}"
    assert any((tmp_path / "out").rglob("*.html"))
    page = (ROOT / "docs" / "getting-started.md").read_text("utf-8")
    refused = beffroi(["ask", "rhythms", "--observatory", "my-city"], cwd=tmp_path)
    assert refused.returncode == 3
    assert next(line for line in refused.stdout.splitlines() if "Cannot answer" in line) in page


def test_the_commands_of_the_readme_run_on_the_demonstrations_files(tmp_path):
    steps = readme_steps()
    ran = 0
    for words in steps:
        if words[:1] == ["init"]:
            assert beffroi(words, cwd=tmp_path).returncode == 0
            home = tmp_path / words[1]
            shutil.copytree(demo.INCIDENTS, home / "street")
            shutil.copy(demo.AREAS, home / "areas.zip")
            shutil.copy(demo.RESIDENTS, home / "population.csv")
        elif "crimes.csv" not in words:  # a file of one's own, that a person has to settle
            done = beffroi(words, cwd=home)
            assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
            ran += 1
    assert ran >= 7
    assert any((home / "out").glob("*.pdf"))


def readme_steps():
    """Return the commands that the README gives for one's own files."""
    part = (ROOT / "README.md").read_text("utf-8").partition("## With your own files")[2].partition("\n## ")[0]
    return [shlex.split(line, comments=True) for line in re.findall(r"^    beffroi (.+)$", part, re.MULTILINE)]


@EVERY_PAGE
def test_commands_and_options_that_a_page_names_exist(page):
    helps: dict[str, str] = {}
    for line in re.findall(r"^(?:    |\$ )beffroi (.+)$", page.read_text("utf-8"), re.MULTILINE):
        words = shlex.split(line, comments=True)
        verb = words[: 2 if words[0] in ("profile", "places", "exposure", "ask") else 1]
        key = " ".join(verb)
        if key not in helps:
            done = beffroi([*verb, "--help"], cwd=ROOT)
            assert done.returncode == 0, f"{page.name} names `beffroi {key}`: {done.stderr}"
            helps[key] = done.stdout
        for option in (word for word in words if word.startswith("--")):
            assert option in helps[key], f"{page.name}: `beffroi {key}` has no {option}"


def console_steps(page):
    """Yield the commands of a page with what each is said to print."""
    for block in blocks(page, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            program, *words = shlex.split(command)
            assert program == "beffroi"
            yield words, expected


def beffroi(words, *, cwd):
    """Run the command line of this repository, in English."""
    environment = os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "beffroi.cli", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def matches(expected, printed):
    if not expected.strip():
        return True
    return doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
