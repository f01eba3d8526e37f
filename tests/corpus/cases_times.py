"""Cases 10 to 19, 52 and 53: orders of day and month, zones, clock changes, default times, spreadsheet numbers."""

from datetime import datetime, timedelta

from tests.corpus.cases_text import whole
from tests.corpus.world import DATE, Expected, File, Rows, Variant, case, file, wall, written

N = 40
MANY = 30_000
ORDERS = {"en": "%m/%d/%Y %H:%M", "fr": "%d/%m/%Y %H:%M", "es": "%d/%m/%Y %H:%M"}


def early(v: Variant, n: int) -> Rows:
    """Records whose days are all below 13: their order cannot be told."""
    rows = v.rows(n)
    for row in rows:
        draw = v.random
        row[DATE] = f"2024-{draw.randint(1, 6):02d}-{draw.randint(1, 12):02d} {draw.randint(2, 22):02d}:{7:02d}:00"
    return rows


def dated(rows: Rows, form: str) -> Rows:
    """The same records with their dates in another form."""
    forms = {date: f"{datetime.fromisoformat(date):{form}}" for date in {row[DATE] for row in rows}}
    return [[*row[:DATE], forms[row[DATE]], *row[DATE + 1 :]] for row in rows]


def moments(rows: Rows) -> dict[int, datetime]:
    return {number: wall(row) for number, row in enumerate(rows, 1)}


@case(10, "Dates whose day and month can be exchanged: the profile says which is which", "A")
def told_order(v: Variant) -> File:
    rows, form = early(v, N), ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")[v.seed]
    expected = Expected(stored=N, values=whole(rows))
    return file(v, written(v, dated(rows, form)), expected, when={"formats": [form]})


@case(10, "Dates whose day and month can be exchanged: no profile yet", "?")
def open_order(v: Variant) -> File:
    form = ("%d/%m/%Y %H:%M", "%m-%d-%Y")[v.seed]
    return file(v, written(v, dated(early(v, N), form)), Expected(open=("when.formats",)))


@case(11, "30,000 dates that could be either, then one that tells", "A")
def late_evidence(v: Variant) -> File:
    block = early(v, 100)
    rows = [[str(at + 1), *block[at % 100][1:]] for at in range(MANY)]
    rows.append([*v.rows(1)[0]])
    rows[-1][:2] = ["999999", "2024-04-25 13:37:00"]
    form = "%m/%d/%Y %H:%M"
    kept = {number: wall(rows[number - 1]) for number in (1, 2, MANY // 2, MANY, MANY + 1)}
    expected = Expected(stored=MANY + 1, values={"occurred_from": kept})
    return file(v, written(v, dated(rows, form)), expected, when={"formats": [form]})


@case(12, "Both orders of day and month in one column", "F")
def both_orders(v: Variant) -> File:
    rows = v.rows(200)
    forms = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
    mixed = [[*row[:DATE], f"{wall(row):{forms[at % 2]}}", *row[DATE + 1 :]] for at, row in enumerate(rows)]
    expected = Expected(error="DateOrderContradicted")
    return file(v, written(v, mixed), expected, when={"formats": [forms[v.seed]]})


@case(13, "ISO dates with Z, an offset or neither", "A")
def mixed_zones(v: Variant) -> File:
    rows = v.rows(N)
    out = []
    for at, row in enumerate(rows):
        instant = wall(row).replace(tzinfo=_zone(v))
        forms = (f"{instant:%Y-%m-%dT%H:%M:%S}", _utc(instant), f"{instant:%Y-%m-%dT%H:%M:%S%z}")
        out.append([*row[:DATE], forms[at % 3], *row[DATE + 1 :]])
    formats = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"]
    expected = Expected(stored=N, values=whole(rows), checks={"without_zone": (N + 2) // 3})
    return file(v, written(v, out), expected, when={"formats": formats[:: -1 if v.seed else 1]})


def _zone(v: Variant):
    from zoneinfo import ZoneInfo

    return ZoneInfo(v.city.zone)


def _utc(instant: datetime) -> str:
    from datetime import UTC

    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@case(14, "A time that the change of clocks skips", "A")
def skipped_time(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    gap = v.city.gap + timedelta(minutes=10 * v.seed)
    rows[at][DATE] = f"{gap:%Y-%m-%d %H:%M:%S}"
    instants = {at + 1: _instant(v, gap)}  # the offset before the change
    expected = Expected(stored=N, values=whole(rows) | {"occurred_utc": instants}, checks={"dst_gap": 1})
    return file(v, written(v, rows), expected)


@case(15, "An hour that the change of clocks repeats", "A")
def repeated_hour(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    fold = v.city.fold + timedelta(minutes=10 * v.seed)
    rows[at][DATE] = f"{fold:%Y-%m-%d %H:%M:%S}"
    instants = {at + 1: _instant(v, fold)}
    expected = Expected(stored=N, values=whole(rows) | {"occurred_utc": instants}, checks={"dst_fold": 1})
    return file(v, written(v, rows), expected)


def _instant(v: Variant, local: datetime) -> datetime:
    """The instant of a wall time by the offset of six hours before it, in UTC without a zone."""
    offset = (local - timedelta(hours=6)).replace(tzinfo=_zone(v)).utcoffset()
    assert offset is not None
    return local - offset


@case(16, "24:00", "A")
def twenty_four(v: Variant) -> File:
    rows, at = v.rows(N), v.at(N)
    day = wall(rows[at]).date()
    rows[at][DATE] = f"{day + timedelta(days=1)} 00:00:00"
    expected = Expected(stored=N, values=whole(rows), checks={"hour_24": 1})
    out = [list(row) for row in rows]
    out[at][DATE] = f"{day} 24:00:00"
    if not v.seed:
        return file(v, written(v, out), expected)
    header = [*v.city.columns, "time"]
    apart = [[*row[:DATE], row[DATE][:10], *row[DATE + 1 :], row[DATE][11:16]] for row in out]
    expected = Expected(stored=N, values={"occurred_from": _to_minute(moments(rows))}, checks={"hour_24": 1})
    when = {"formats": ["%Y-%m-%d"], "start_time": "time", "time_formats": ["%H:%M"]}
    return file(v, written(v, apart, header=header), expected, when=when)


def _to_minute(found: dict[int, datetime]) -> dict[int, datetime]:
    return {number: at.replace(second=0) for number, at in found.items()}


@case(17, "A heap at a default time of day", "A")
def default_times(v: Variant) -> File:
    rows, clock = v.rows(N), ("00:00", "12:00")[v.seed]
    for row in rows[:30]:
        row[DATE] = f"{row[DATE][:10]} {clock}:00"
    known = {number: number > 30 for number in range(1, N + 1)}
    expected = Expected(stored=N, values=whole(rows) | {"hour_known": known}, notes=("heaped_default_time",))
    return file(v, written(v, rows), expected, when={"default_times": [clock]})


@case(18, "A heap on first days of months", "A")
def default_days(v: Variant) -> File:
    rows = v.rows(N)
    for at, row in enumerate(rows[:30]):
        row[DATE] = f"2024-{1 if v.seed else 1 + at % 6:02d}-01 {row[DATE][11:]}"
    others = sum(wall(row).day == 1 for row in rows[30:])
    expected = Expected(stored=N, values=whole(rows), checks={"first_of_month": 30 + others})
    return file(v, written(v, rows), expected)


@case(19, "Day numbers of a spreadsheet, of both eras", "A")
def day_numbers(v: Variant) -> File:
    rows = v.rows(N)
    base, form = ((datetime(1899, 12, 30), "excel"), (datetime(1904, 1, 1), "excel-1904"))[v.seed]
    for row in rows:
        row[DATE] = row[DATE][:14] + "00:00"
    out = [[*row[:DATE], _number(wall(row) - base), *row[DATE + 1 :]] for row in rows]
    out[3][DATE], rows[3][DATE] = str((wall(rows[3]) - base).days), rows[3][DATE][:10] + " 00:00:00"
    return file(v, written(v, out), Expected(stored=N, values=whole(rows)), when={"formats": [form]})


def _number(since: timedelta) -> str:
    return f"{since / timedelta(days=1):.10f}".rstrip("0")


@case(19, "Day numbers of a spreadsheet that the profile does not announce", "?")
def unannounced_numbers(v: Variant) -> File:
    out = [[*row[:DATE], f"{45_300 + at + 0.5 * v.seed:.1f}", *row[DATE + 1 :]] for at, row in enumerate(v.rows(N))]
    return file(v, written(v, out), Expected(error="DatesDoNotFit"))


@case(52, "Dates in the future, before 1900 or without sense; an end before its start", "Q")
def impossible_dates(v: Variant) -> File:
    rows = v.rows(N)
    out = [list(row) for row in rows]
    out[2][DATE], out[5][DATE], out[8][DATE], out[9][DATE] = (
        "2999-01-01 10:00:00",
        "0024-03-05 10:00:00",
        "2024-02-30 10:00:00",
        "",
    )
    faults = {"future_date": 1, "implausible_date": 1, "bad_date": 1, "missing_date": 1}
    if not v.seed:
        return file(v, written(v, out), Expected(stored=N - 4, quarantined=faults))
    ended = [
        [*row, f"{wall(good) + timedelta(hours=3):%Y-%m-%d %H:%M:%S}"] for row, good in zip(out, rows, strict=True)
    ]
    ended[20][-1] = f"{wall(rows[20]) - timedelta(days=2):%Y-%m-%d %H:%M:%S}"
    expected = Expected(stored=N - 5, quarantined=faults | {"end_before_start": 1})
    return file(v, written(v, ended, header=[*v.city.columns, "end"]), expected, when={"end": "end", "interval": True})


@case(53, "An event between two moments", "A")
def intervals(v: Variant) -> File:
    rows = v.rows(N)
    ends = {number: wall(row) + timedelta(hours=5 + v.seed * 48) for number, row in enumerate(rows, 1)}
    out = [[*row, f"{ends[number]:%Y-%m-%d %H:%M:%S}"] for number, row in enumerate(rows, 1)]
    out[4][-1] = ""
    ends[5] = None
    expected = Expected(
        stored=N,
        values=whole(rows) | {"occurred_to": ends, "interval_open": {4: False, 5: True}},
        checks={"open_interval": 1},
    )
    return file(v, written(v, out, header=[*v.city.columns, "end"]), expected, when={"end": "end", "interval": True})
