"""A working answer in the terminal: headline, tables, what they rest on; and the same as JSON."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from beffroi.cli.grids import Field, folded, left_out, lines, width
from beffroi.cli.phrases import phrase
from beffroi.vocabulary.text import Text, language_of

ROWS = 24  # the hours of a day
BLOCKS = 2
BACKSTAGE = ("summary", "limits")
_KEYS = ("text", "place", "offence", "date", "month", "weekday", "hour", "period", "check", "reason", "outcome")


def answer(given: Any, locale: str, *, control: Any = None) -> None:
    """Show a working answer."""
    from beffroi.answer import NOT_FOR_PUBLICATION

    print(f"— {NOT_FOR_PUBLICATION(locale).upper()} —\n")
    context = given.context
    print(given.finding.question.about.title(locale))
    print(f"{context['title']}, {written_period(context['period'], locale)}\n")
    for line in _body(given, locale):
        print(line)
    if control is not None and not control.refusal:
        print()
        print(phrase("control", locale))
        for line in _headline(control.finding, locale):
            print(line)
        for name, title, fields in grids(control.finding, locale, only=1):
            value = _mapped_value(control.finding, name)
            print("", *_shown(control.finding.tables[name], title, fields, locale, value=value), sep="\n")


def _body(given: Any, locale: str) -> Iterator[str]:
    from beffroi.drawing.format import fill, sentence

    if given.refusal:
        reason, instead = (
            sentence(part, given.refusal.values, locale) for part in (given.refusal.reason, given.refusal.instead)
        )
        yield from folded(phrase("cannot", locale, reason=reason, instead=instead), width())
        return
    finding = given.finding
    yield from _headline(finding, locale)
    for name, title, fields in grids(finding, locale):
        yield ""
        yield from _shown(finding.tables[name], title, fields, locale, value=_mapped_value(finding, name))
    summary = finding.tables["summary"]
    yield ""
    for caveat in finding.caveats:
        said = fill(caveat, summary.row(), summary.columns, locale=locale)
        yield from folded(said, width(), first="· ", rest="  ")
    for label, value in choices(finding, locale):
        yield from folded(phrase("chosen", locale, name=label, value=value), width(), first="· ", rest="  ")


def _headline(finding: Any, locale: str) -> Iterator[str]:
    from beffroi.drawing.format import fill

    if finding.headline:
        summary = finding.tables["summary"]
        yield from folded(fill(finding.headline, summary.row(), summary.columns, locale=locale), width())


def _shown(table: Any, title: str, fields: list[Field], locale: str, *, value: str | None) -> Iterator[str]:
    yield title
    yield from lines(fields, blocks=BLOCKS)
    if table.frame.height > ROWS and not _crossed(table, value):
        yield phrase("more", locale, n=table.frame.height - ROWS)
    left = left_out(fields, blocks=BLOCKS)
    if left:
        yield from folded(phrase("more-columns", locale, columns="; ".join(left)), width(), rest="  ")


def grids(finding: Any, locale: str, *, only: int | None = None) -> Iterator[tuple[str, str, list[Field]]]:
    """Yield the tables of a finding as they are shown: name, title, columns."""
    drawn = {figure.table: figure for figure in reversed(finding.figures)}
    classes = {figure.table for figure in finding.figures if _is_of_classes(finding, figure)}
    names = [*(figure.table for figure in finding.figures if figure.table not in classes)]
    names += [*(name for name in finding.tables if name not in classes), *finding.tables]
    shown = [name for name in dict.fromkeys(names) if name not in BACKSTAGE and finding.tables[name].frame.height]
    for name in shown[:only]:
        table, figure = finding.tables[name], drawn.get(name)
        if figure is not None and figure.mark in ("cell_map", "street_map"):
            table = _highest_first(table, figure.value, order=figure.options.get("order", ()))
            table = _telling(table, figure.value, neutral=figure.options.get("neutral"))
        if not table.frame.height:
            continue
        value = _mapped_value(finding, name)
        yield name, _title(finding, name, figure, locale), _fields(table, locale, value=value)


def _mapped_value(finding: Any, name: str) -> str | None:
    """Return the column that a heat map of the table shows, or None."""
    return next((str(each.value) for each in finding.figures if each.table == name and each.mark == "heatmap"), None)


def _title(finding: Any, name: str, figure: Any, locale: str) -> str:
    from beffroi.drawing.format import fill
    from beffroi.publications.phrases import FURTHER

    wording = finding.tables[name].title or (figure and figure.title) or FURTHER
    summary = finding.tables["summary"]
    return fill(wording, summary.row(), summary.columns, locale=locale)


def _is_of_classes(finding: Any, figure: Any) -> bool:
    """Whether a figure is a map of named classes: which cells are in which says less than the numbers of each."""
    return figure.mark == "cell_map" and bool(finding.tables[figure.table].columns[figure.value].codes)


def _telling(table: Any, value: str, *, neutral: Any) -> Any:
    """Leave out the cells of the class that says nothing of them; the file has them all."""
    from dataclasses import replace

    return table if neutral is None else replace(table, frame=table.frame.filter(table.frame[value] != neutral))


def _highest_first(table: Any, value: str, *, order: Any = ()) -> Any:
    """Sort the cells of a map: the highest value first, or classes in the order of the legend."""
    from dataclasses import replace

    if order:
        places = table.frame[value].replace_strict(
            {code: place for place, code in enumerate(order)}, default=len(order)
        )
        return replace(table, frame=table.frame[places.arg_sort().to_list()])
    by = [value, *(name for name, column in table.columns.items() if column.role == "surface" and name != value)]
    return replace(table, frame=table.frame.sort(by, descending=True, nulls_last=True))


def _fields(table: Any, locale: str, *, value: str | None = None) -> list[Field]:
    from dataclasses import replace

    from beffroi.drawing.format import cells, header

    crossed = _crossed(table, value)
    if crossed:
        return _cross_table(table, *crossed, locale=locale)
    shown = replace(table, frame=table.frame.head(ROWS))
    words = _words()
    fields: list[Field] = []
    for name, column in table.columns.items():
        word = column.unit in _KEYS
        key = column.role == "key" and bool(column.dimension) and len(fields) < 2
        written = cells(shown, name, locale, words=words, bare=True)
        fields.append(Field(header(column, locale, unit=True), written, right=not word, key=key))
    return fields


def _crossed(table: Any, value: str | None) -> tuple[str, str, str] | None:
    """Return rows, columns and value of a long table that a grid of two keys shows whole, or None.

    The value is the first count that differs from row to row, else the one that a heat map of the table shows.
    """
    if table.frame.height <= ROWS:
        return None
    keys = [name for name, column in table.columns.items() if column.role == "key" and column.dimension]
    counts = [
        name for name, column in table.columns.items() if column.role == "count" and table.frame[name].n_unique() > 1
    ]
    counts += [value] if value else []
    if len(keys) != 2 or not counts:
        return None
    few, many = sorted(keys, key=lambda name: table.frame[name].n_unique())
    fits = table.frame[few].n_unique() <= 10 and table.frame[many].n_unique() <= 30
    return (many, few, counts[0]) if fits else None


def _cross_table(table: Any, down: str, across: str, value: str, *, locale: str) -> list[Field]:
    from beffroi.drawing.format import cells, header

    words = _words()
    rows = cells(table, down, locale, words=words, bare=True)
    heads = cells(table, across, locale, words=words, bare=True)
    held = dict(zip(zip(rows, heads, strict=True), cells(table, value, locale, bare=True), strict=True))
    listed = list(dict.fromkeys(rows))
    fields = [Field(header(table.columns[down], locale), listed, key=True)]
    return fields + [
        Field(head, [held.get((row, head), "–") for row in listed], right=True) for head in dict.fromkeys(heads)
    ]


def choices(finding: Any, locale: str) -> Iterator[tuple[str, str]]:
    """Yield what the analysis chose by itself: the label of each parameter, and the value in words."""
    from beffroi.drawing.format import cell
    from beffroi.publications.code_words import CHOSEN
    from beffroi.publications.phrases import VALUE
    from beffroi.vocabulary.lexicon import Column

    fields = type(finding.question).model_fields
    for name, value in finding.choices.items():
        extra = getattr(fields.get(name), "json_schema_extra", None) or {}
        known = CHOSEN.get(name)
        label = known(locale) if known else extra.get("label", {}).get(language_of(locale)) or name.replace("_", " ")
        column = Column(label=VALUE, unit=extra.get("unit", "1"))
        values = value if isinstance(value, tuple | list) else (value,)
        yield label.split(";")[0].strip(), ", ".join(cell(one, column, locale, words=_words()) for one in values)


def _words() -> Mapping[str, Text]:
    from beffroi.observatory import reason_words
    from beffroi.publications.code_words import CODES

    return {**CODES, **reason_words()}


def written_period(written: str, locale: str) -> str:
    """Return a period as a reader of the locale writes it."""
    from beffroi.drawing.dates import period_text
    from beffroi.vocabulary.period import Period

    return period_text(Period.parse(written), locale)


def as_json(given: Any, control: Any = None) -> dict[str, Any]:
    """Return an answer as JSON-able values; a number that is not finite is null."""
    finding = given.finding
    told: dict[str, Any] = {
        "not_for_publication": True,
        "context": dict(given.context),
        "refusal": None
        if given.refusal is None
        else {"kind": given.refusal.kind, "values": {k: _plain(v) for k, v in given.refusal.values.items()}},
        "choices": {name: _plain(value) for name, value in finding.choices.items()},
        "tables": {name: _plain(table.frame.to_dicts()) for name, table in finding.tables.items()},
    }
    if control is not None:
        told["negative_control"] = as_json(control)["tables"]
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Text):
        return value.en
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def write_tables(given: Any, path: Path) -> list[Path]:
    """Write every table of an answer as CSV: the first to the path, each other beside it under its own name."""
    names = [name for name in given.finding.tables if name not in BACKSTAGE] or list(given.finding.tables)
    files = [path, *(path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names[1:])]
    for name, file in zip(names, files, strict=False):
        given.frame(name).write_csv(file)
    return files[: len(names)]
