"""A reader with a keyboard, a screen reader, a dark screen, a telephone or a printer gets the whole bulletin."""

import pytest

from beffroi.publications import bulletin
from tests.journeys.browser import axe_core, chromium
from tests.publications.editions import edition

pytestmark = pytest.mark.browser
LOCALES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def issue(tmp_path_factory):
    out = tmp_path_factory.mktemp("issue")
    for locale in LOCALES:
        bulletin.write(edition(), locale=locale, out=out)
    return out


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def reader(browser, issue):
    """Open a page offline; asking anything beyond the page itself fails the test."""
    contexts, asked = [], []

    def opened(locale="en", **options):
        context = browser.new_context(offline=True, **({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: asked.append(message.text))
        page.goto((issue / f"bulletin.{locale}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.endswith(".html")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_nothing(reader, locale, scheme):
    page = reader(locale, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe_core())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations', 'passes']})")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []
    passed = {rule["id"] for rule in found["passes"]}
    assert {"color-contrast", "html-has-lang", "role-img-alt", "heading-order"} <= passed


def test_axe_finds_nothing_on_a_telephone(reader):
    page = reader("fr", viewport={"width": 360, "height": 720})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe_core())
    found = page.evaluate("axe.run()")
    assert [violation["id"] for violation in found["violations"]] == []
    assert "scrollable-region-focusable" in {rule["id"] for rule in found["passes"]}


def test_axe_would_find_something(reader):
    page = reader()
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    page.evaluate(axe_core())
    found = page.evaluate("axe.run()")
    assert "color-contrast" in {violation["id"] for violation in found["violations"]}


FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {tag: at.tagName, text: (at.textContent || '').trim().slice(0, 60), href: at.getAttribute('href'),
          outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          seen: box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left >= 0}
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_whole_page_is_walked_with_the_keyboard(reader, scheme):
    page = reader("fr", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    expected = page.evaluate("document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length")
    walked = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(FOCUSED))
    assert walked[0]["href"] == "#main"
    assert [stop for stop in walked if not (stop["outline"] and stop["seen"])] == []
    assert len(walked) > 40
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BODY"  # and out again: no trap


def test_the_skip_link_skips(reader):
    page = reader()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_table_opens_and_closes_from_the_keyboard(reader):
    page = reader()
    page.locator("summary").first.focus()
    table = page.locator("details table").first
    assert not table.is_visible()
    page.keyboard.press("Enter")
    assert table.is_visible()
    page.keyboard.press("Space")
    assert not table.is_visible()


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_small_screen_never_scrolls_sideways(reader, locale, width):
    page = reader(locale, viewport={"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "seen", "unseen"), [("light", "day", "night"), ("dark", "night", "day")])
def test_figures_wear_the_dress_of_the_page(reader, scheme, seen, unseen):
    page = reader(color_scheme=scheme)
    assert page.locator(f".by-{seen}").first.is_visible()
    assert not page.locator(f".by-{unseen}").first.is_visible()


def test_paper_shows_every_table_in_light_dress(reader):
    page = reader(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for table in page.locator("table").all():
        assert table.bounding_box()["height"] > 20
    assert page.locator(".by-day").first.is_visible()
    assert not page.locator(".by-night").first.is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
