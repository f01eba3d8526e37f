"""What the terminal shows: accounts, proposals, lists, in the reader's language."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from beffroi.cli import changes, proposing
from beffroi.cli.grids import Field, folded, lines, width
from beffroi.cli.phrases import KINDS, colon, phrase, say
from beffroi.vocabulary.text import Text


def point(said: str, *, mark: str = "·") -> None:
    """Print one point of a list, folded to the terminal."""
    for line in folded(said, width(), first=f"  {mark} ", rest="    "):
        print(line)


@contextmanager
def progress(locale: str, name: str) -> Iterator[None]:
    """Say on the error stream what is being done, once it lasts over a second, and that kernels are being compiled."""
    import threading

    announce(locale)
    timer = threading.Timer(1.0, lambda: _aside("working", locale, name=name))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@cache
def announce(locale: str) -> None:
    """Say once, should a kernel have to be compiled, that it is only for the first run on this machine."""
    from beffroi.observatory import when_compiling

    when_compiling(lambda _kernel: _aside("compiling", locale))


def _aside(key: str, locale: str, **values: object) -> None:
    print(phrase(key, locale, **values), file=sys.stderr, flush=True)


def received(result: Any, locale: str) -> None:
    """Show the account of one import."""
    from beffroi.drawing.format import number
    from beffroi.observatory import reason_words

    account = result.account
    if not result.added:
        say("known", locale, file=result.delivery.file_name, delivery=result.delivery.id)
        return
    told = {name: number(account[name], locale) for name in ("rows_in", "stored", "quarantined")}
    told["dropped"] = number(sum(account["dropped"].values()), locale)
    say("added", locale, file=result.delivery.file_name, delivery=result.delivery.id, **told)
    words = reason_words()
    for reason, n in {**account["reasons"], **account["dropped"]}.items():
        point(f"{words[reason](locale) if reason in words else reason}{colon(locale)} {number(n, locale)}")
    for check in account["checks"]:
        label = words[check["check"]](locale) if check["check"] in words else check["check"]
        point(f"{label}{colon(locale)} {number(check['n'], locale)} / {number(check['of'], locale)}")
    for code, values in account["notes"]:
        point(words[code](locale, **values) if code in words else code)
    for change in changes.revised(account, result.delivery.overlap, locale=locale):
        point(change)
    for change in changes.drifted(result.drift, locale):
        point(change, mark="≠")
    point(phrase("covers", locale, periods=", ".join(_periods(account["covered"], locale))))
    if account["columns_not_kept"]:
        point(phrase("columns", locale, columns=", ".join(account["columns_not_kept"])))


def updated(found: Sequence[Any], out: Path, locale: str) -> None:
    """Show what changed in a source, and the profile that now says so."""
    import tomllib

    for change in changes.drifted(found, locale):
        point(change, mark="≠")
    version = tomllib.loads(out.read_text("utf-8"))["version"]
    print("\n".join(folded(changes.UPDATED(locale, out=out, version=version), width())))


def _periods(written: Sequence[str], locale: str) -> Iterator[str]:
    from beffroi.drawing.dates import period_text
    from beffroi.vocabulary.period import Period

    for period in written:
        yield period_text(Period.parse(period), locale)


def interrupted(done: Sequence[str], failed: str, left: Sequence[str], locale: str) -> None:
    """Say which of several files failed, which were stored before it, and which were not tried."""
    _aside("failed", locale, file=failed)
    if done:
        _aside("before", locale, files=", ".join(done))
    if left:
        _aside("not-tried", locale, files=", ".join(left))


def places(result: Any, locale: str) -> None:
    """Show what became of a set of places."""
    delivery = result.delivery
    if result.added:
        say("places", locale, n=delivery.account["stored"], name=delivery.dataset, delivery=delivery.id)
    else:
        say("held", locale, file=delivery.file_name, delivery=delivery.id)
    remarks(delivery, locale)


def exposure(observatory: Any, result: Any, locale: str, *, places: str) -> None:
    """Show how a denominator joins the places: joined, missing, unmatched, and what resembles what."""
    delivery = result.delivery
    measure = delivery.account["exposure"]["measure"]
    if not result.added:
        say("held", locale, file=delivery.file_name, delivery=delivery.id)
    report, given, known = observatory.exposure_joins(delivery, places=places)
    told = {"n": given, "measure": measure, "joined": len(report.joined), "places": known}
    say("exposure", locale, delivery=delivery.id, **told)
    if report.missing:
        point(phrase("without", locale, **_listed(report.missing)))
    if report.unmatched:
        point(phrase("unmatched", locale, **_listed(report.unmatched)))
    for code, place in report.proposed.items():
        point(phrase("resembles", locale, code=code, place=place), mark="?")
    remarks(delivery, locale)


def _listed(codes: Sequence[str], shown: int = 12) -> dict[str, Any]:
    return {"n": len(codes), "codes": ", ".join(codes[:shown]) + (" …" if len(codes) > shown else "")}


def remarks(delivery: Any, locale: str) -> None:
    """Show what reading a file remarked."""
    from beffroi.vocabulary.text import language_of

    for remark in delivery.account.get("remarks", ()):
        point(remark[language_of(locale)])


def written(paths: Sequence[Path], locale: str) -> None:
    """Name the pages and documents, and count the open data beside them."""
    data = [path for path in paths if path.parent.name == "data"]
    for path in paths:
        if path not in data:
            print(path)
    if data:
        say("data", locale, n=len(set(data)), folder=data[0].parent)


def proposal(made: Any, locale: str, *, file: Path, out: Path | None) -> None:
    """Show a proposed profile: its first rows, every choice with its reason, and what is left to the person."""
    if out is None:
        print(made.toml)
    else:
        print("\n".join(folded(phrase("proposed", locale, out=out), width())))
        print()
        proposing.as_read(made, locale)
    _reasons(made, locale)
    if out is not None:
        say("settle", locale, command=f"beffroi import {file} --profile {out}")
    if out is None:
        print()
        proposing.as_read(made, locale)


def _reasons(made: Any, locale: str) -> None:
    say("chosen-because", locale)
    for wording, values in made.explanations:
        point(_told(wording, values, locale))
    print()
    if not made.questions:
        say("nothing-open", locale)
        return
    say("questions", locale)
    for wording, values in made.questions:
        point(_told(wording, values, locale), mark="?")
    print()
    for line in folded(phrase("open", locale), width()):
        print(line)


def _told(wording: Text, values: Mapping[str, Any], locale: str) -> str:
    """Fill a sentence, its numbers as the locale writes them."""
    from beffroi.drawing.format import number

    is_number = {name: isinstance(value, int | float) and not isinstance(value, bool) for name, value in values.items()}
    return wording(
        locale, **{name: number(value, locale) if is_number[name] else value for name, value in values.items()}
    )


def catalogue(known: Mapping[str, Any], locale: str) -> None:
    """List every analysis with its question."""
    for name, analysis in known.items():
        for line in folded(
            analysis.about.question(locale), width(), first=f"{name.replace('_', '-'):<16}", rest=" " * 16
        ):
            print(line)


def offences(locale: str) -> None:
    """List the offence codes."""
    from beffroi.vocabulary import offences as codes

    for code in codes.sections():
        print(f"{code:<8}{codes.label(code, locale)}")


def checked(observatory: Any, result: Any, locale: str) -> None:
    """Show what `check` found: every delivery with its state, then each fault and its remedy."""
    deliveries = observatory.deliveries()
    if deliveries:
        print("\n".join(lines(_deliveries(deliveries, result, locale))))
        print()
    else:
        say("nothing-held", locale)
    for fault in result.faults:
        say("fault", locale, file=fault.file, delivery=fault.delivery, fault=fault.fault(locale))
    for name in result.unbalanced:
        say("unbalanced", locale, delivery=name)
    for path in result.orphans:
        say("orphan", locale, file=path)
    for path in result.removed:
        say("removed", locale, file=path)
    for name in result.repaired:
        say("repaired", locale, delivery=name)
    if result.busy:
        say("check-busy", locale)
    if result.is_sound:
        say("sound", locale, deliveries=result.deliveries, files=result.files)


def _deliveries(deliveries: Sequence[Any], result: Any, locale: str) -> list[Field]:
    from beffroi.drawing.format import number

    hurt = {fault.delivery for fault in result.faults}
    states = [
        "is-hurt" if delivery.id in hurt
        else "is-unbalanced" if delivery.id in result.unbalanced
        else "is-repaired" if delivery.id in result.repaired
        else "is-sound"
        for delivery in deliveries
    ]  # fmt: skip
    return [
        Field(phrase("delivery", locale), [delivery.id for delivery in deliveries], key=True),
        Field(phrase("kind", locale), [KINDS[delivery.kind](locale) for delivery in deliveries]),
        Field(phrase("dataset", locale), [delivery.dataset for delivery in deliveries]),
        Field(phrase("file", locale), [delivery.file_name for delivery in deliveries]),
        Field(phrase("rows", locale), [number(d.account["stored"], locale) for d in deliveries], right=True),
        Field(phrase("state", locale), [phrase(state, locale) for state in states]),
    ]


def checked_json(result: Any) -> dict[str, Any]:
    """Return what `check` found as JSON-able values."""
    return {
        "sound": result.is_sound, "deliveries": result.deliveries, "files": result.files,
        "faults": [{"delivery": f.delivery, "file": f.file, "fault": f.fault.en} for f in result.faults],
        "unbalanced": list(result.unbalanced), "orphans": list(result.orphans), "repaired": list(result.repaired),
        "removed": list(result.removed), "busy": result.busy,
    }  # fmt: skip


def deleted(delivery: Any, gone: Sequence[str], locale: str) -> None:
    """Say exactly what a deletion removed, and which raw file another delivery still needs."""
    from beffroi.drawing.format import number

    say(
        "deleted", locale, delivery=delivery.id, kind=KINDS[delivery.kind](locale), dataset=delivery.dataset,
        file=delivery.file_name, stored=number(delivery.account["stored"], locale),
    )  # fmt: skip
    for path in gone:
        print(f"  {path}")
    for file in delivery.files:
        path = file["path"].partition("#")[0]
        if path not in gone:
            print("  " + phrase("kept-raw", locale, file=path))
    print("  " + phrase("caches", locale))
