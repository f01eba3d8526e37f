"""Cases 20 to 28, 40, 49 to 51 and 54 to 57: identifiers, codes, columns that move, categories, text about persons."""

import unicodedata

from tests.corpus.cases_text import column, whole
from tests.corpus.world import DATE, ID, KIND, PLACE, Expected, File, Variant, X, Y, case, file, written

N = 40
MANY = 30_000


@case(20, "Identifiers that a spreadsheet rounded", "F")
def rounded_keys(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows[:: 1 + v.seed]:
        row[ID] = "2,02401E+11" if v.language == "fr" else "2.02401E+11"
    return file(v, written(v, rows), Expected(error="KeysDestroyed"))


@case(21, "Identifiers longer than 64 bits", "A")
def long_keys(v: Variant) -> File:
    rows = v.rows(N)
    for row in rows:
        row[ID] = f"{2024:04d}{v.random.randrange(10**20, 10**21)}" + "" * v.seed
    return file(v, written(v, rows), Expected(stored=N, values=whole(rows)))


@case(22, "Codes with leading zeros", "A")
def leading_zeros(v: Variant) -> File:
    rows = v.rows(N)
    for at, row in enumerate(rows):
        row[ID], row[PLACE] = f"{at + 1:07d}", f"{at % 9 + 1:03d}"
    if v.seed:
        return file(v, written(v, rows), Expected(stored=N, values=whole(rows)))
    place = {"place_name": None, "place_code": v.city.columns[PLACE]}
    values = {"source_id": column(rows, ID), "place_code": column(rows, PLACE)}
    return file(v, written(v, rows), Expected(stored=N, values=values), where=place)


@case(23, "A code with a letter after 30,000 numbers", "A")
def late_letter(v: Variant) -> File:
    rows = [list(row) for row in v.rows(100)] * (MANY // 100)
    rows = [[str(at + 1), *row[1:PLACE], str(10 + at % 9)] for at, row in enumerate(rows)]
    rows[-1][ID if v.seed else PLACE] = "12A"
    values = {"source_id": {1: "1", MANY: rows[-1][ID]}, "place_name": {1: "10", MANY: rows[-1][PLACE]}}
    return file(v, written(v, rows), Expected(stored=MANY, values=values))


@case(24, "Categories called NA, None or null", "A")
def words_for_nothing(v: Variant) -> File:
    rows = v.rows(N)
    for at, row in enumerate(rows[:9]):
        row[KIND if v.seed else PLACE] = ("NA", "None", "null")[at % 3]
    codes = dict.fromkeys(("NA", "None", "null"), "0502")
    expected = Expected(stored=N, values=whole(rows), checks={"mapped": N})
    return file(v, written(v, rows), expected, what={"codes": codes | v.city.kinds})


@case(25, "Two columns of one name", "?")
def twin_columns(v: Variant) -> File:
    rows = [[*row, row[KIND if v.seed else DATE]] for row in v.rows(N)]
    header = [*v.city.columns, v.city.columns[KIND if v.seed else DATE]]
    return file(v, written(v, rows, header=header), Expected(error="DuplicatedColumn"))


@case(26, "A column that changed its name", "?")
def renamed_column(v: Variant) -> File:
    header = list(v.city.columns)
    header[DATE] = {"en": "date_of_event", "fr": "date_evenement", "es": "fecha_hecho"}[v.language]
    rows = v.rows(N)
    if not v.seed:
        return file(v, written(v, rows, header=header), Expected(error="ProfileDoesNotFit"))
    aliases = {v.city.columns[DATE]: [header[DATE]]}
    expected = Expected(stored=N, values=whole(rows))
    return file(v, written(v, rows, header=header), expected, aliases=aliases)


@case(27, "Columns in another order", "A")
def moved_columns(v: Variant) -> File:
    rows, order = v.rows(N), list(range(6))
    v.random.shuffle(order)
    moved = [[row[at] for at in order] for row in rows]
    header = [v.city.columns[at] for at in order]
    return file(v, written(v, moved, header=header), Expected(stored=N, values=whole(rows)))


@case(28, "A column that is new", "A")
def new_column(v: Variant) -> File:
    rows, names = v.rows(N), [f"added {at}" for at in range(1 + v.seed)]
    out = [[*names, *row] for row in rows]
    expected = Expected(stored=N, values=whole(rows), not_kept=tuple(names))
    return file(v, written(v, out, header=[*names, *v.city.columns]), expected)


@case(28, "A column that is lost", "?")
def lost_column(v: Variant) -> File:
    lost = (KIND, PLACE)[v.seed]
    out = [[*row[:lost], *row[lost + 1 :]] for row in v.rows(N)]
    header = [*v.city.columns[:lost], *v.city.columns[lost + 1 :]]
    return file(v, written(v, out, header=header), Expected(error="ProfileDoesNotFit"))


@case(40, "Spreadsheet formulas as text", "A")
def formulas(v: Variant) -> File:
    rows = v.rows(N)
    texts = ('=HYPERLINK("http://example.org","x")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0")
    for row in rows[: 10 + v.seed]:
        row[PLACE] = v.random.choice(texts)
    return file(v, written(v, rows), Expected(stored=N, values=whole(rows)))


def other_kind(v: Variant, row: list[str]) -> list[str]:
    """Return a record with another category."""
    kinds = list(v.city.kinds)
    return [*row[:KIND], kinds[(kinds.index(row[KIND]) + 1) % 3], *row[KIND + 1 :]]


@case(49, "One identifier twice with another content, and the date of each change", "A")
def newest_state(v: Variant) -> File:
    rows = v.rows(N)
    later = other_kind(v, rows[4])
    changes = [f"2024-0{2 + at % 5}-01 10:00:00" for at in range(N)]
    changes[4] = "2024-07-01 10:00:00"
    out = [[*row, change] for row, change in zip(rows, changes, strict=True)]
    out.append([*later, "2024-08-01 10:00:00" if not v.seed else "2024-01-01 10:00:00"])
    if v.seed:
        out.append(list(out[6]))
    kept = {**dict(enumerate(rows, 1)), **({} if v.seed else {5: None, N + 1: later})}
    values = {"offence_source": {number: row[KIND] for number, row in kept.items() if row}}
    dropped = {"earlier_state": 1} | ({"exact_repeat_of_key": 1} if v.seed else {})
    header = [*v.city.columns, "changed"]
    expected = Expected(stored=N, dropped=dropped, values=values)
    return file(v, written(v, out, header=header), expected, when={"updated": "changed"})


@case(49, "One identifier twice with another content, and nothing that says which is newer", "Q")
def two_states(v: Variant) -> File:
    rows = v.rows(N)
    expected = Expected(
        stored=N,
        quarantined={"conflicting_key": 1},
        dropped={"exact_repeat_of_key": 1} if v.seed else {},
        values=whole(rows),
    )
    return file(v, written(v, [*rows, other_kind(v, rows[4]), *([rows[6]] if v.seed else [])]), expected)


@case(50, "Categories in capitals, without accents, with spaces, decomposed; and an unknown one", "A")
def drifting_categories(v: Variant) -> File:
    rows = v.rows(N)
    kind = list(v.city.kinds)[2]
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", kind) if not unicodedata.combining(letter))
    forms = (kind.upper(), bare.upper(), f" {kind} ", unicodedata.normalize("NFD", kind), kind.replace(" ", "  "))
    for row, form in zip(rows, forms, strict=False):
        row[KIND] = form
    rows[20][KIND] = ("", "???")[v.seed]
    offences = dict.fromkeys(range(1, len(forms) + 1), v.city.kinds[kind]) | {21: None}
    expected = Expected(stored=N, values={"offence": offences}, checks={"mapped": N - 1, "unmapped": 1})
    return file(v, written(v, rows), expected)


@case(54, "Free text with names, telephones and plates", "A")
def free_text(v: Variant) -> File:
    names = {"en": "narrative", "fr": "récit", "es": "relato"}
    rows = v.rows(N)
    out = [[*row, "Dr A. Example, 555-0100, plate ABC 123"] for row in rows]
    expected = Expected(stored=N, values=whole(rows), not_kept=(names[v.language],))
    return file(v, written(v, out, header=[*v.city.columns, names[v.language]]), expected)


@case(54, "A profile that carries a column about persons", "F")
def person_column(v: Variant) -> File:
    name = {"en": "victim_name", "fr": "Nom de la victime", "es": "edad_víctima"}[v.language]
    out = [[*row, "x"] for row in v.rows(N)]
    part = {"what": {"setting": name}} if v.seed else {"where": {"place_code": name}}
    return file(v, written(v, out, header=[*v.city.columns, name]), Expected(error="PersonColumnMapped"), **part)


@case(55, "Yes and no in three languages", "A")
def yes_and_no(v: Variant) -> File:
    rows = v.rows(N)
    words = {"en": ("yes", "no", "1"), "fr": ("oui", "non", "X"), "es": ("sí", "no", "1")}[v.language]
    flags = [words[at % 3] for at in range(N)]
    out = [[*row, flag] for row, flag in zip(rows, flags, strict=True)]
    header = [*v.city.columns, "gun"]
    if not v.seed:
        values = whole(rows) | {"setting": dict(enumerate(flags, 1))}
        return file(v, written(v, out, header=header), Expected(stored=N, values=values), what={"setting": "gun"})
    yes = f"{rows[0][KIND]} / {words[0]}"
    what = {"category": [v.city.columns[KIND], "gun"], "codes": {yes: "0401", **v.city.kinds}}
    expected = Expected(stored=N, values={"offence": {1: "0401"}}, checks={"mapped": N})
    return file(v, written(v, out, header=header), expected, what=what)


@case(57, "Digits of other scripts, marks of direction and invisible spaces", "A")
def exotic_digits(v: Variant) -> File:
    rows = v.rows(N)
    out = [list(row) for row in rows]
    arabic, wide = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"))
    out[1][ID] = out[1][ID].translate(wide)
    out[2][ID] = "\u200b" + out[2][ID][:3] + "\u200f" + out[2][ID][3:]
    out[3][PLACE] = "\u202b" + out[3][PLACE] + "\u202c"
    if v.seed:
        out[4][DATE] = out[4][DATE].translate(arabic)
        out[5][X], out[5][Y] = out[5][X].translate(wide), "\ufeff" + out[5][Y]
    expected = Expected(stored=N, values=whole(rows), checks={"located": N}, notes=("characters_normalised",))
    return file(v, written(v, out), expected)
