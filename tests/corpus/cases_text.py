"""Cases 1 to 9 and 29 to 38: encodings, separators, what stands around the records, broken records and broken files."""

import gzip
import hashlib
import io
import zipfile

from tests.corpus.world import ID, KIND, PLACE, Expected, File, Variant, X, Y, case, file, wall, written

N = 40


def column(rows: list[list[str]], at: int) -> dict[int, str]:
    """Values of one column by row number."""
    return {number: row[at] for number, row in enumerate(rows, 1)}


def whole(rows: list[list[str]]) -> dict[str, dict[int, object]]:
    """Values that every stored row of good records must have."""
    return {
        "source_id": column(rows, ID),
        "offence_source": column(rows, KIND),
        "place_name": column(rows, PLACE),
        "occurred_from": {number: wall(row) for number, row in enumerate(rows, 1)},
    }


@case(1, "Accents in Windows-1252", "A")
def windows(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows[::3]:
        row[PLACE] = "Zoé’s café – été"
    encoding = ("windows-1252", "cp1252")[v.seed]
    return file(
        v, written(v, rows).encode("cp1252"), Expected(stored=N, values=whole(rows)), file={"encoding": encoding}
    )


@case(1, "Accents in Windows-1252 where the profile says UTF-8", "Q")
def windows_as_utf8(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows:
        row[KIND], row[PLACE] = next(iter(v.city.kinds)), "Centre"
    rows[v.at(N)][PLACE] = "Ça"
    return file(v, written(v, rows).encode("cp1252"), Expected(stored=N - 1, quarantined={"undecodable_bytes": 1}))


@case(2, "UTF-16 with a byte-order mark", "A")
def utf16(v: Variant) -> File:
    rows = v.rows(N)
    separator = "\t,"[v.seed]
    text = written(v, rows, separator=separator, end="\r\n")
    return file(
        v,
        text.encode("utf-16"),
        Expected(stored=N, values=whole(rows)),
        file={"encoding": "utf-16", "separator": separator},
    )


@case(3, "UTF-8 with a byte-order mark", "A")
def byte_order_mark(v: Variant) -> File:
    rows = v.rows(N)
    text = written(v, rows, end=("\n", "\r\n")[v.seed])
    return file(v, text.encode("utf-8-sig"), Expected(stored=N, values=whole(rows)))


@case(4, "Some values encoded twice", "A")
def twice_encoded(v: Variant) -> File:
    rows, good = v.rows(N), "Méfait à l’école" if v.seed else "Peñón"
    spoilt = good.encode().decode("cp1252")
    rows[5][PLACE], rows[9][PLACE] = spoilt, good
    text = written(v, rows)
    rows[5][PLACE] = good
    return file(v, text, Expected(stored=N, values=whole(rows), notes=("encoded_twice",)))


@case(5, "Semicolons and decimal commas", "A")
def decimal_comma(v: Variant) -> File:
    rows = v.rows(N)
    comma = [[*row[:X], row[X].replace(".", ","), row[Y].replace(".", ","), *row[KIND:]] for row in rows]
    expected = Expected(stored=N, values=whole(rows), checks={"located": N})
    return file(v, written(v, comma, separator=";"), expected, file={"separator": ";", "decimal": ","})


@case(6, "Tabs, bars, or a first line `sep=`", "A")
def separators(v: Variant) -> File:
    rows = v.rows(N)
    separator = {"en": "\t", "fr": "|", "es": ";"}[v.language]
    text = written(v, rows, separator=separator)
    if v.seed:
        text = f"sep={separator}\n" + text
    return file(v, text, Expected(stored=N, values=whole(rows)), file={"separator": separator})


@case(7, "Lines before the header", "A")
def preamble(v: Variant) -> File:
    rows, lines = v.rows(N), 2 + v.seed
    text = "Open data\n" + "2024-06-30\n" * (lines - 1) + written(v, rows)
    return file(v, text, Expected(stored=N, values=whole(rows)), file={"skip_lines": lines})


@case(8, "A totals line at the end", "Q")
def footer(v: Variant) -> File:
    rows = v.rows(N)
    line = f"{v.city.total} : {N}" if v.seed else f"{v.city.total},{N},,,,"
    return file(v, written(v, rows) + line + "\n", Expected(stored=N, values=whole(rows), dropped={"footer_line": 1}))


@case(9, "The header again between records", "A")
def repeated_header(v: Variant) -> File:
    rows, times = v.rows(N), 1 + v.seed
    lines = written(v, rows).splitlines(keepends=True)
    for _ in range(times):
        lines.insert(2 + v.at(N - 2), lines[0])
    return file(v, "".join(lines), Expected(stored=N, dropped={"repeated_header": times}))


@case(29, "Line ends inside quotes", "A")
def embedded_line_ends(v: Variant) -> File:
    rows = v.rows(N)
    rows[v.at(N)][PLACE] = 'first line\nsecond, "quoted"' if v.seed else "first\n\nthird"
    return file(v, written(v, rows), Expected(stored=N, values=whole(rows)))


@case(30, "A quote that is never closed", "Q")
def unclosed_quote(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    lines = written(v, rows).splitlines(keepends=True)
    cells = lines[at + 1].split(",")
    cells[KIND if v.seed else PLACE] = '"' + cells[KIND if v.seed else PLACE]
    lines[at + 1] = ",".join(cells)
    return file(v, "".join(lines), Expected(stored=N - 1, quarantined={"unclosed_quote": 1}))


@case(31, "A separator inside a value without quotes", "Q")
def extra_cell(v: Variant) -> File:
    rows, bad = v.rows(N), 1 + v.seed
    lines = written(v, rows).splitlines()
    for at in v.random.sample(range(1, N), bad):
        lines[at] += ", north"
    return file(v, "\n".join(lines) + "\n", Expected(stored=N - bad, quarantined={"extra_cells": bad}))


@case(32, "A file cut in its last line", "Q")
def cut_line(v: Variant) -> File:
    rows = v.rows(N)
    text = written(v, rows)
    cut = text[: text.rstrip("\n").rfind(",", 0, text.rfind(",")) + (2 if v.seed else 0)]
    expected = Expected(stored=N - 1, quarantined={"cut_last_record": 1}, notes=("last_record_cut",))
    return file(v, cut, expected)


@case(32, "A cut archive, or fewer rows or bytes than declared", "F")
def cut_file(v: Variant) -> File:
    text = written(v, v.rows(N)).encode()
    how = (v.seed + ["en", "fr", "es"].index(v.language)) % 3
    if how == 0:
        return file(v, gzip.compress(text, mtime=0)[:-20], Expected(error="CutArchive"), suffix=".csv.gz")
    if how == 1:
        return file(v, text, Expected(error="FewerRows"), declared={"rows": N + 60})
    declared = {"sha256": hashlib.sha256(text + b"more").hexdigest()}
    return file(v, text, Expected(error="WrongChecksum"), declared=declared)


@case(33, "NUL bytes", "A")
def nul_bytes(v: Variant) -> File:
    rows = v.rows(N)
    text = written(v, rows)
    spoilt = text.replace(rows[3][KIND], rows[3][KIND][:2] + "\0" + rows[3][KIND][2:]) if v.seed else text + "\0" * 9
    return file(v, spoilt, Expected(stored=N, values=whole(rows), notes=("nul_removed",)))


@case(34, "Line ends of three kinds", "A")
def mixed_line_ends(v: Variant) -> File:
    rows = v.rows(N)
    ends = ("\n", "\r\n", "\r") if v.seed else ("\r\n", "\n")
    lines = written(v, rows).splitlines()
    text = "".join(line + ends[at % len(ends)] for at, line in enumerate(lines))
    return file(v, text, Expected(stored=N, values=whole(rows), notes=("mixed_line_ends",)))


@case(35, "An empty file", "F")
def empty(v: Variant) -> File:
    content = {"en": b"", "fr": b"\r\n \n" * 3, "es": b"\xef\xbb\xbf"}[v.language]
    return file(v, written(v, []) if v.seed else content, Expected(error="EmptyFile"))


@case(36, "A web page saved as a table", "F")
def web_page(v: Variant) -> File:
    start = "<!DOCTYPE html>\n" if v.seed else "\n  "
    return file(v, f"{start}<html lang={v.language}><form>login, password</form></html>", Expected(error="WrongKind"))


@case(37, "A value of more than a megabyte", "Q")
def huge_value(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    rows[at][PLACE] = "x" * 1_000_001 if v.seed else "long, " * 200_000
    fault = "cell_too_long"
    return file(v, written(v, rows), Expected(stored=N - 1, quarantined={fault: 1}))


@case(38, "An archive in place of a table: nested, or with a path that leaves the folder", "F")
def hostile_archive(v: Variant) -> File:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../escaped.csv" if v.seed else "deeper.zip"), b"PK\x03\x04" + b"0" * 30)
    return file(v, inner.getvalue(), Expected(error="IntakeError"), suffix=".zip")


def geojson(v: Variant, rows: list[list[str]], expected: Expected, odd: dict[int, object]) -> File:
    """Return records as GeoJSON points, some of them with another geometry."""
    from tests.corpus.geojson import feature_collection

    parts = {"file": {"kind": "geojson"}, "where": {"x": None, "y": None, "geometry": True}}
    return file(v, feature_collection(v, rows, odd), expected, suffix=".geojson", **parts)


@case(48, "GeoJSON: a line or an area where a point is due", "Q")
def shapes(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    west, south, east, north = v.city.box
    ring = [[west, south], [east, south], [east, north], [west, south]]
    odd = {"type": "Polygon", "coordinates": [ring]} if v.seed else {"type": "LineString", "coordinates": ring}
    expected = Expected(stored=N - 1, quarantined={"not_a_point": 1}, checks={"located": N - 1})
    return geojson(v, rows, expected, {at: odd})


@case(48, "GeoJSON: no geometry, or an empty one", "A")
def no_shape(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    expected = Expected(stored=N, values=whole(rows), checks={"located": N - 1, "missing_coordinates": 1})
    return geojson(v, rows, expected, {at: {"type": "Point", "coordinates": []} if v.seed else None})


@case(48, "GeoJSON: a set of one point", "A")
def set_of_one(v: Variant) -> File:
    rows = v.rows(N)
    odd = {at: {"type": "MultiPoint", "coordinates": [[float(row[X]), float(row[Y])]]} for at, row in enumerate(rows)}
    return geojson(
        v, rows, Expected(stored=N, values=whole(rows), checks={"located": N}), odd if v.seed else {0: odd[0]}
    )


@case(48, "GeoJSON: latitude before longitude", "A")
def wrong_axis_order(v: Variant) -> File:
    rows = v.rows(N + v.seed)
    turned = [[*row[:X], row[Y], row[X], *row[KIND:]] for row in rows]
    checks = {"located": N + v.seed}
    expected = Expected(stored=N + v.seed, values=whole(rows), checks=checks, notes=("coordinates_swapped",))
    return geojson(v, turned, expected, {})
