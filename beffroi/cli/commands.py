"""What each command does: a thin layer over the observatory."""

import argparse
import json
from pathlib import Path
from typing import Any

from beffroi.cli import answers, cards, show
from beffroi.cli.languages import languages_of
from beffroi.cli.phrases import say
from beffroi.errors import BeffroiError
from beffroi.errors.commands import FOLDER, NeedsOption
from beffroi.errors.drift import SourceDrifted
from beffroi.settings import Settings

Options = argparse.Namespace


def _open(options: Options) -> Any:
    from beffroi.observatory import Observatory

    return Observatory.open(options.observatory or Settings.from_environment().observatory)


def welcome(_options: Options, locale: str) -> int:
    """Without a command: what this is and what to type first."""
    cards.welcome(locale)
    return 2


def init(options: Options, locale: str) -> int:
    """Make an observatory."""
    from beffroi.observatory import Observatory

    name = options.name or options.folder.resolve().name
    languages = languages_of(options.languages)
    made = Observatory.create(
        options.folder, name=name, languages=languages, timezone=options.timezone, crs=options.crs,
        catalogue=options.catalogue,
    )  # fmt: skip
    say("made", locale, folder=str(options.folder), crs=made.meta["crs"])
    if options.catalogue:
        say("no-password-kept", locale)
    return 0


def start(options: Options, locale: str) -> int:
    """Ask four questions, then do the steps."""
    from beffroi.cli.start import walk

    return walk(options.folder, locale)


def demo(options: Options, locale: str) -> int:
    """Build the demonstration observatory and publish its bulletin."""
    from beffroi.showcase import build

    show.announce(locale)
    build(options.out, tell=lambda key, **values: say(key, locale, **values))
    return 0


def profile(options: Options, locale: str) -> int:
    """Propose a profile, or one changed as a file needs; never overwrite, never import."""
    from beffroi.proposing import propose_profile

    if options.action == "update":
        return _update(options, locale)
    if options.interactive and options.out is None:
        raise NeedsOption(option="--out")
    near = _near(options)
    with show.progress(locale, options.file.name):
        proposal = propose_profile(options.file, locale=locale, out=options.out, near=near)
    if options.interactive:
        from beffroi.cli.proposing import converse

        return converse(proposal, locale, file=options.file, out=options.out)
    show.proposal(proposal, locale, file=options.file, out=options.out)
    return 0


def _near(options: Options) -> Any:
    """Return the observatory that was named, or whose folder this is; None where there is none."""
    from beffroi.errors.store import NoObservatory

    try:
        return _open(options)
    except NoObservatory:
        if options.observatory is not None:
            raise
        return None


def _update(options: Options, locale: str) -> int:
    named = options.profile or options.publisher
    if named is None or options.out is None:
        raise NeedsOption(option="--profile" if named is None else "--out")
    found = _open(options).update_profile(options.file, profile=named, out=options.out, dataset=options.dataset)
    show.updated(found, options.out, locale)
    return 0


def receive(options: Options, locale: str) -> int:
    """Import files, folders or patterns; the first that fails stops the rest, and what came before it stays."""
    observatory = _open(options)
    accounts: list[dict[str, Any]] = []
    if options.database or options.query or not options.file:
        from beffroi.cli.querying import receive_answer

        return receive_answer(observatory, options, locale)
    files = [
        file for path in options.file for file in observatory.series(path, profile=options.profile or options.publisher)
    ]
    try:
        for file in files:
            accounts.append(_receive_one(observatory, file, options, locale))
    except BeffroiError as error:
        if isinstance(error, SourceDrifted):
            stopped = [drift.as_json() for drift in error.drifts]
            accounts.append({"file": files[len(accounts)].name, "delivery": None, "added": False, "drift": stopped})
        if len(files) > 1:
            names = [file.name for file in files]
            at = sum(account["delivery"] is not None for account in accounts)
            show.interrupted(names[:at], names[at], names[at + 1 :], locale)
        raise
    finally:
        if options.json and accounts:
            print(json.dumps(accounts, ensure_ascii=False, indent=1))
    return 0


def _receive_one(observatory: Any, file: Path, options: Options, locale: str) -> dict[str, Any]:
    with show.progress(locale, file.name):
        received = observatory.deliver(
            file, profile=options.profile or options.publisher, dataset=options.dataset,
            overlap=options.overlap, rows=options.rows, sha256=options.sha256, accept=options.accept,
        )  # fmt: skip
    if not options.json:
        show.received(received, locale)
    told = {name: value for name, value in received.account.items() if name != "portrait"}
    return {"file": file.name, "delivery": received.delivery.id, "added": received.added, **told}


def places(options: Options, locale: str) -> int:
    """Add a set of places."""
    name = options.set_name or options.file.name.split(".")[0]
    with show.progress(locale, options.file.name):
        received = _open(options).add_places(
            options.file, name=name, kind=options.kind, code=options.id, label=options.name, match=options.match,
            layer=options.layer, where=_pairs(options.where), merge=options.merge, source_crs=options.crs,
            period=checked_period(options.period),
            title=options.title, attribution=options.attribution, licence=options.licence,
        )  # fmt: skip
    show.places(received, locale)
    return 0


def _pairs(written: list[str]) -> dict[str, str]:
    return {column: value for column, _, value in (part.partition("=") for part in written)}


def exposure(options: Options, locale: str) -> int:
    """Add a denominator."""
    observatory = _open(options)
    where = observatory.engine.places(options.places).name
    received = observatory.add_exposure(
        options.file, measure=options.measure, places=where, period=checked_period(options.period), place=options.id,
        value=options.value, sum_rows=options.sum_rows, where=_pairs(options.where), decimal=options.decimal,
        thousands=options.thousands, encoding=options.encoding, separator=options.separator,
        standard_error=options.standard_error, title=options.title, attribution=options.attribution,
        licence=options.licence,
    )  # fmt: skip
    show.exposure(observatory, received, locale, places=where)
    return 0


def checked_period(written: str | None) -> str | None:
    """Return a period that can be read; refuse any other."""
    from beffroi.errors.questions import BadPeriod
    from beffroi.vocabulary.period import Period

    try:
        return str(Period.parse(written)) if written else None
    except ValueError:
        raise BadPeriod(found=written) from None


def catalogue(options: Options, locale: str) -> int:
    """List the analyses, or one with its parameters; `offences` lists the codes."""
    from beffroi.analyses import catalogue as every

    known = every()
    if options.analysis == "offences":
        show.offences(locale)
    elif options.analysis:
        cards.analysis(find_analysis(options.analysis), locale)
    elif options.json:
        print(
            json.dumps({name: made.model_json_schema() for name, made in known.items()}, ensure_ascii=False, indent=1)
        )
    else:
        show.catalogue(known, locale)
    return 0


def find_analysis(name: str) -> Any:
    """Return an analysis by name, with hyphens or underscores."""
    from beffroi.analyses import catalogue as every
    from beffroi.errors.questions import UnknownAnalysis

    known = every()
    wanted = name.replace("-", "_")
    if wanted not in known:
        raise UnknownAnalysis(name=name, known=", ".join(key.replace("_", "-") for key in known))
    return known[wanted]


def question(options: Options) -> Any:
    """Build the question from the options that were given."""
    from pydantic import ValidationError

    from beffroi.errors.parameters import bad_parameter

    given = {
        key.removeprefix("parameter_"): value for key, value in vars(options).items() if key.startswith("parameter_")
    }
    if options.analysis is None:
        from beffroi.analyses import catalogue as every
        from beffroi.errors.commands import ChooseAnalysis

        raise ChooseAnalysis(known=", ".join(name.replace("_", "-") for name in every()))
    analysis = find_analysis(options.analysis)
    try:
        return analysis.model_validate_json(
            json.dumps({key: _json(value) for key, value in given.items()}), strict=False
        )
    except ValidationError as error:
        raise bad_parameter(error, analysis=options.analysis) from None


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(item) for item in value]
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def scope(options: Options) -> Any:
    """Build the scope from the options."""
    from pydantic import ValidationError

    from beffroi.errors.questions import BadPeriod, UnknownOffence
    from beffroi.vocabulary.offences import is_known
    from beffroi.vocabulary.scope import Scope

    for code in options.offence:
        if not is_known(code):
            raise UnknownOffence(name=code)
    try:
        return Scope(
            dataset=options.dataset, places=options.place_set, area=tuple(options.area), period=options.period,
            offences=tuple(options.offence), setting=tuple(options.in_setting), unit=options.unit,
            as_of=options.as_of,
        )  # fmt: skip
    except ValidationError as error:
        raise BadPeriod(found=options.period or str(error.errors()[0]["msg"])) from None


def ask(options: Options, locale: str) -> int:
    """Ask one question."""
    asked = question(options)
    _check_writable(options.csv, options.svg)
    observatory = _open(options)
    with show.progress(locale, asked.about.title(locale)):
        answer = observatory.ask(asked, scope(options))
        control = observatory.negative_control(asked, scope(options)) if options.negative_control else None
    files: list[Path] = []
    if options.csv and not answer.refusal:
        files += answers.write_tables(answer, options.csv)
    if options.svg and not answer.refusal:
        options.svg.write_text(answer.svg(locale), "utf-8")
        files.append(options.svg)
    if options.json:
        print(json.dumps(answers.as_json(answer, control), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        answers.answer(answer, locale, control=control)
        if files:
            say("wrote", locale, files=", ".join(str(file) for file in files))
    return 3 if answer.refusal else 0


def _check_writable(*paths: Path | None) -> None:
    """Refuse a file whose folder is not there before the work is done, not after."""
    from beffroi.errors.commands import RefusedBySystem

    for path in paths:
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise RefusedBySystem(file=str(path), why=FOLDER)


def cite(options: Options, locale: str) -> int:
    """Cite an answer: for a text, or as JSON for machines."""
    asked = question(options)
    answer = _open(options).ask(asked, scope(options))
    if options.json:
        print(json.dumps(answer.citation(), ensure_ascii=False, indent=1))
    else:
        cards.citation(answer, locale)
    return 0


def bulletin(options: Options, locale: str) -> int:
    """Publish the bulletin in the language asked, or in every language of the observatory."""
    from beffroi.edition import publish_bulletin

    observatory = _open(options)
    locales = [options.language] if options.language else list(observatory.meta["languages"])
    with show.progress(locale, "bulletin"):
        written = publish_bulletin(
            observatory, out=options.out, locales=locales, period=options.period, datasets=options.dataset,
            offences=tuple(options.offence),
        )  # fmt: skip
    show.written(written, locale)
    return 0


def check(options: Options, locale: str) -> int:
    """Verify the store."""
    observatory = _open(options)
    checked = observatory.check(repair=options.repair, remove_orphans=options.remove_orphans)
    if options.json:
        print(json.dumps(show.checked_json(checked), ensure_ascii=False, indent=1))
    else:
        show.checked(observatory, checked, locale)
    return 0 if checked.is_sound else 4


def delete(options: Options, locale: str) -> int:
    """Really delete a delivery."""
    observatory = _open(options)
    delivery = observatory.catalogue.delivery(options.delivery)
    show.deleted(delivery, observatory.delete(delivery.id), locale)
    return 0


def explain_column(options: Options, locale: str) -> int:
    """Say what became of a column."""
    for line in _open(options).explain_column(options.column, locale=locale):
        print(line)
    return 0
