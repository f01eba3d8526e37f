"""Cases 41 to 47 and 56: coordinates exchanged, without their sign, absent, in metres, piled up, rounded, outside."""

from tests.corpus.cases_text import whole
from tests.corpus.world import Expected, File, Rows, Variant, X, Y, case, file, written

N = 40


def projected(v: Variant, rows: Rows) -> list[tuple[float, float]]:
    """Coordinates of records in the metres of the city."""
    from pyproj import Transformer

    transformer = Transformer.from_crs("EPSG:4326", v.city.crs, always_xy=True)
    return [transformer.transform(float(row[X]), float(row[Y])) for row in rows]


@case(41, "Latitude and longitude exchanged in every record", "A")
def swapped_all(v: Variant) -> File:
    rows = [[*row[:X], row[Y], row[X], *row[Y + 1 :]] for row in v.rows(N)]
    if v.seed:
        rows[v.at(N)][X] = ""
    return file(
        v,
        written(v, rows),
        Expected(stored=N, values=whole(rows), checks={"located": N - bool(v.seed)}, notes=("coordinates_swapped",)),
    )


@case(41, "Latitude and longitude exchanged in some records", "Q")
def swapped_some(v: Variant) -> File:
    rows, bad = v.rows(N), 1 + 4 * v.seed
    for at in v.random.sample(range(N), bad):
        rows[at][X], rows[at][Y] = rows[at][Y], rows[at][X]
    expected = Expected(stored=N - bad, quarantined={"swapped_coordinates": bad}, checks={"located": N - bad})
    return file(v, written(v, rows), expected)


@case(42, "The sign of longitude lost in every record", "A")
def unsigned_all(v: Variant) -> File:
    rows = [[*row[:X], row[X].removeprefix("-"), *row[Y:]] for row in v.rows(N + v.seed)]
    return file(
        v,
        written(v, rows),
        Expected(stored=N + v.seed, values=whole(rows), checks={"located": N + v.seed}, notes=("sign_restored",)),
    )


@case(42, "The sign of longitude lost in some records", "Q")
def unsigned_some(v: Variant) -> File:
    rows, bad = v.rows(N), 1 + 4 * v.seed
    for at in v.random.sample(range(N), bad):
        rows[at][X] = rows[at][X].removeprefix("-")
    return file(v, written(v, rows), Expected(stored=N - bad, quarantined={"sign_lost": bad}))


@case(43, "Coordinates that mean nowhere", "A")
def nowhere(v: Variant) -> File:
    rows = v.rows(N)
    marks = (("0", "0"), ("-1", "-1"), ("999", "999"), ("", "")) if v.seed else (("0.0", "0.0"), ("", ""))
    for row, (x, y) in zip(rows, marks, strict=False):
        row[X], row[Y] = x, y
    missing = [[0, 0], [-1, -1], [999, 999]]
    counts = {"located": N - len(marks), "zero_coordinates": len(marks) - 1, "missing_coordinates": 1}
    expected = Expected(stored=N, values=whole(rows), checks=counts)
    return file(v, written(v, rows), expected, where={"missing": missing})


@case(44, "Metres of a national grid in the columns of degrees", "?")
def metres_as_degrees(v: Variant) -> File:
    rows = v.rows(N)
    for row, (x, y) in zip(rows, projected(v, rows), strict=True):
        row[X], row[Y] = f"{x:.{2 * v.seed}f}", f"{y:.{2 * v.seed}f}"
    return file(v, written(v, rows), Expected(error="ReferenceSystemContradicted"))


@case(45, "A pile of records on one point", "A")
def pile_up(v: Variant) -> File:
    n, pile = 200, 50 + 10 * v.seed
    rows = v.rows(n)
    for row in rows[1:pile]:
        row[X], row[Y] = rows[0][X], rows[0][Y]
    expected = Expected(stored=n, values=whole(rows), checks={"piled_up": pile, "located": n})
    return file(v, written(v, rows), expected)


@case(46, "Coordinates rounded to a grid", "A")
def rounded(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows:
        row[X], row[Y] = (f"{float(row[at]):.{2 + v.seed}f}" for at in (X, Y))
    metres = (1100.0, 110.0)[v.seed]  # a hundredth and a thousandth of a degree of latitude
    expected = Expected(
        stored=N,
        values=whole(rows) | {"location_metres": {1: metres, N: metres}},
        checks={"located": N},
        notes=("rounded_to_grid",),
    )
    return file(v, written(v, rows), expected, where={"metres": 10.0})


@case(41, "Latitude and longitude exchanged in half of the records", "?")
def swapped_half(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows[: N // 2 + 1 + v.seed]:
        row[X], row[Y] = row[Y], row[X]
    return file(v, written(v, rows), Expected(error="ReferenceSystemContradicted"))


def moved_out(v: Variant, metres: float) -> tuple[Rows, int]:
    """Records of which one lies so many metres north of the bounds; and which."""
    rows, at = v.rows(N), v.at(N)
    rows[at][Y] = f"{v.city.bounds[3] + metres / 111_320:.6f}"
    return rows, at


@case(47, "A point more than a kilometre outside the bounds", "Q")
def outside(v: Variant) -> File:
    rows, at = moved_out(v, 900_000 if v.seed else 1_500)
    kept = [row for row in rows if row is not rows[at]]
    values = {"source_id": {number: row[0] for number, row in enumerate(rows, 1) if row in kept}}
    expected = Expected(
        stored=N - 1, quarantined={"outside_boundary": 1}, values=values, checks={"outside_bounds": 0, "located": N - 1}
    )
    return file(v, written(v, rows), expected)


@case(47, "A point less than 100 m outside the bounds", "A")
def just_outside(v: Variant) -> File:
    rows, _ = moved_out(v, 90 if v.seed else 10)
    return file(v, written(v, rows), Expected(stored=N, values=whole(rows), checks={"just_outside": 1, "located": N}))


@case(47, "A point some hundred metres outside the bounds", "A")
def somewhat_outside(v: Variant) -> File:
    rows, at = moved_out(v, 900 if v.seed else 200)
    values = whole(rows) | {"x": {at + 1: None}, "location_kind": {at + 1: "none"}}
    return file(v, written(v, rows), Expected(stored=N, values=values, checks={"outside_bounds": 1, "located": N - 1}))


@case(56, "Spaces, no-break spaces or apostrophes between thousands", "A")
def thousands(v: Variant) -> File:
    rows = v.rows(N)
    mark = {"en": ("'", ","), "fr": ("\u202f", "\u00a0"), "es": (" ", "\u2019")}[v.language][v.seed]
    decimal = "," if v.language == "fr" else "."
    for row, (x, y) in zip(rows, projected(v, rows), strict=True):
        row[X], row[Y] = (f"{value:,.1f}".translate(str.maketrans({",": mark, ".": decimal})) for value in (x, y))
    expected = Expected(stored=N, values=whole(rows), checks={"located": N})
    return file(
        v,
        written(v, rows, separator=";"),
        expected,
        file={"separator": ";", "decimal": decimal},
        where={"crs": v.city.crs},
    )
