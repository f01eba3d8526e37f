"""A browser for tests, kept off the network, and the accessibility checker it runs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator:
    """Open the Chromium of the system, or skip the test."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    if not program:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def axe_core() -> str:
    """Return the source of axe-core, as the development package that carries it ships it."""
    found = pytest.importorskip("axe_playwright_python", reason="it carries axe-core")
    return (Path(found.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
