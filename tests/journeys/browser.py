"""A browser for tests, kept off the network, and the accessibility checker it runs."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

AXE = "4.14.1"
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
    """Return the source of axe-core, fetched once by npm and kept, or skip the test."""
    kept = Path(tempfile.gettempdir()) / f"beffroi-axe-{AXE}"
    source = kept / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        npm = shutil.which("npm")
        if not npm:
            pytest.skip("there is no npm to fetch axe-core")
        command = [
            npm,
            "install",
            "--prefix",
            str(kept),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            f"axe-core@{AXE}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode or not source.exists():
            pytest.skip("npm could not fetch axe-core")
    return source.read_text(encoding="utf-8")
