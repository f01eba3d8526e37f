"""What a proposal says of the file itself: its kind, the part of it that holds the records, how text is written."""

from beffroi.sources import proposal_words as words
from beffroi.sources.draft import Draft
from beffroi.sources.look import Look
from beffroi.sources.roles import comma_column, missing_marks, numbers_of


def describe_file(draft: Draft, seen: Look) -> None:
    """Write the section of the file: what its bytes settle, and what they leave open."""
    draft.choose("file", "kind", seen.kind, words.KIND, kind=seen.kind)
    if len(seen.layers) > 1:
        draft.ask("file", "layer", list(seen.layers), words.LAYERS, found=", ".join(seen.layers))
    if seen.kind == "json" and seen.layer and len(seen.layers) <= 1:
        draft.choose("file", "layer", seen.layer, words.RECORDS_OF, layer=seen.layer)
    _part(draft, seen)
    if seen.kind != "delimited":
        return
    if seen.encoding == "windows-1252":
        shown = ", ".join(seen.unusual) or "–"
        options: list[object] = ["windows-1252", "iso-8859-15", "cp850", "mac-roman"]
        draft.ask("file", "encoding", options, words.ENCODING_OTHER, words=shown)
    else:
        draft.choose("file", "encoding", seen.encoding, words.ENCODING_UTF8, encoding=seen.encoding)
    width = len(seen.columns)
    if len(seen.separators) > 1:
        draft.ask("file", "separator", list(seen.separators), words.SEPARATORS, width=width)
    else:
        draft.choose("file", "separator", seen.separator, words.SEPARATOR, mark=_mark(seen.separator), width=width)
    if any(not name or numbers_of([name]) is not None for name in seen.columns):
        draft.ask("file", "skip_lines", [], words.NO_HEADER, found=", ".join(seen.columns)[:200])
    if seen.uneven:
        draft.remark("file", words.UNEVEN, n=seen.uneven)
    marks = missing_marks(seen)
    if marks:
        (mark, column), *_ = marks.items()
        draft.choose("file", "na", ("", *marks), words.MISSING, mark=mark, column=column)
    comma = comma_column(seen)
    if comma:
        draft.choose("file", "decimal", ",", words.DECIMAL, column=comma[0], mark=",", example=comma[1])


def _part(draft: Draft, seen: Look) -> None:
    """Which file of an archive, which sheets of a workbook, which line of them."""
    if len(seen.members) > 1:
        draft.ask(
            "file", "member", list(seen.members), words.MEMBERS, looked=seen.member, found=", ".join(seen.members)
        )
    elif seen.members:
        draft.choose("file", "member", seen.member, words.MEMBER, looked=seen.member)
    shown = {"sheets": ", ".join(seen.sheets), "n": len(seen.sheets)}
    if seen.other_sheets:
        options: list[object] = [list(group) for group in (seen.sheets, *seen.other_sheets)]
        draft.ask("file", "sheets", options, words.SHEET_GROUPS, **shown)
    elif seen.hidden_sheets:
        draft.choose("file", "sheets", seen.sheets, words.SHEETS_HIDDEN, **shown, hidden=", ".join(seen.hidden_sheets))
    elif seen.sheets:
        draft.remark("file", words.SHEETS, **shown)
    if seen.skip_lines:
        draft.choose(
            "file", "skip_lines", seen.skip_lines, words.SKIPPED, n=seen.skip_lines, found=", ".join(seen.columns)[:200]
        )


def _mark(separator: str) -> str:
    return "\\t" if separator == "\t" else separator
