"""A bulletin on disk: a page and a document in one language, and the open data beside them."""

from pathlib import Path

from beffroi.errors.publication import UnknownLanguage
from beffroi.publications import html, open_data, pdf
from beffroi.publications.edition import Edition
from beffroi.publications.sheet import page_name, sheet


def write(edition: Edition, *, locale: str, out: Path) -> list[Path]:
    """Write an edition in one language and return the paths written.

    The same edition gives the same bytes; open data are the same whatever the
    language, and a file that is there already and equal is left alone.
    """
    if locale not in edition.locales:
        raise UnknownLanguage(locale=locale, known=", ".join(edition.locales))
    laid_out = sheet(edition, locale=locale)
    written = [
        _put(out / page_name(locale), html.page(laid_out).encode()),
        _put(out / page_name(locale, suffix="pdf"), pdf.document(laid_out, edition)),
    ]
    return written + [_put(out / html.FOLDER / name, content) for name, content in open_data.files_of(edition).items()]


def _put(path: Path, content: bytes) -> Path:
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path
