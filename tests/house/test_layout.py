"""The shape of the code: what a reader can hold, and a start that costs nothing."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "beffroi"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
CODE = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]
LINES, BODY, TYPICAL, POSITIONAL = 400, 50, 12, 3
HEAVY = (
    "numba",
    "scipy",
    "statsmodels",
    "sklearn",
    "pandas",
    "geopandas",
    "matplotlib",
    "shapely",
    "pyproj",
    "pyogrio",
)
HEAVY += ("vl_convert", "typst", "babel", "polars", "sqlalchemy")
Function = ast.FunctionDef | ast.AsyncFunctionDef

each_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
each_file = pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node


LITERAL = ast.Dict | ast.DictComp | ast.List | ast.ListComp | ast.Tuple


def length(function: Function) -> int:
    """Lines of a function's body without its docstring; a literal returned at the end is data and counts as one."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    last = body[-1]
    is_data = isinstance(last, ast.Return) and isinstance(last.value, LITERAL)
    end = last.lineno if is_data else last.end_lineno or last.lineno
    return end - body[0].lineno + 1


def public(path: Path) -> Iterator[ast.AST]:
    """Public functions and classes of a module, and public methods of these classes."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@each_file
def test_a_file_can_be_held_in_mind(path):
    assert len(path.read_text("utf-8").splitlines()) <= LINES


@each_source
def test_a_function_fits_a_screen(path):
    long = {function.name: length(function) for function in functions(path) if length(function) > BODY}
    assert not long


def test_a_typical_function_is_short():
    assert median(length(function) for path in SOURCES for function in functions(path)) <= TYPICAL


@each_source
def test_public_names_are_documented(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.name == "__main__.py"
    assert not [node.name for node in public(path) if not ast.get_docstring(node)]


@each_source
def test_public_functions_are_typed(path):
    bare = []
    for node in public(path):
        if isinstance(node, Function):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if node.returns is None or any(argument.annotation is None for argument in given):
                bare.append(node.name)
    assert not bare


@pytest.mark.parametrize("path", sorted((PACKAGE / "kernels").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_kernels_take_few_positional_arguments_and_show_an_example(path):
    for node in public(path):
        if isinstance(node, Function):
            assert len(node.args.posonlyargs) + len(node.args.args) <= POSITIONAL, node.name
            assert ">>>" in (ast.get_docstring(node) or ""), f"{node.name} has no example"


@pytest.mark.parametrize("path", sorted((PACKAGE / "analyses").glob("[!_]*.py")), ids=lambda path: path.stem)
def test_one_analysis_a_file_and_its_question_in_the_first_line(path):
    tree = ast.parse(path.read_text("utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert len(classes) == 1
    assert (ast.get_docstring(tree) or "").splitlines()[0].endswith("?")


def test_package_folders_hold_an_init_and_no_empty_module():
    for folder in {path.parent for path in SOURCES}:
        assert (folder / "__init__.py").exists(), folder
    for path in SOURCES:
        assert path.read_text("utf-8").strip(), f"{path} is empty"


def test_kernels_leave_compilers_to_the_functions_that_need_them():
    loaded = imported("import beffroi.analyses; beffroi.analyses.catalogue()")
    assert not loaded & {"numba", "scipy.stats", "statsmodels", "pandas", "matplotlib", "shapely", "pyogrio"}


def test_the_start_is_light():
    door = "import beffroi.cli" if (PACKAGE / "cli.py").exists() or (PACKAGE / "cli").exists() else "import beffroi"
    assert not imported(door) & set(HEAVY)


def test_a_question_loads_only_what_it_needs(tmp_path):
    from beffroi.observatory import Observatory
    from tests.journeys import town

    town.write(tmp_path / "files", rows=200)
    home = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    home.add_places(tmp_path / "files" / "districts.geojson", name="districts", code="code")
    home.deliver(tmp_path / "files" / "incidents.csv", profile=tmp_path / "files" / "town.toml")
    home.close()
    asked = ["--observatory", str(home.folder), "ask", "counts", "--json"]
    loaded = imported(f"from beffroi.cli import main; assert main({asked!r}) == 0")
    assert "polars" in loaded
    assert not loaded & {
        "numba", "pandas", "statsmodels", "matplotlib", "scipy.stats", "scipy.signal", "scipy.optimize",
        "shapely", "pyogrio", "pyproj", "vl_convert", "typst", "jinja2", "distributed", "dask",
    }  # fmt: skip


def imported(statement: str) -> set[str]:
    """Names of the modules that a fresh process holds after a statement."""
    code = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_requirements_name_no_host():
    for path in ROOT.glob("requirements*.txt"):
        assert not re.search(r"https?://", path.read_text("utf-8")), path.name
