"""What each command does: a thin layer over the observatory."""

import argparse
import json
from typing import Any

from beffroi.cli import show
from beffroi.settings import Settings

Options = argparse.Namespace


def _open(options: Options) -> Any:
    from beffroi.observatory import Observatory

    return Observatory.open(options.observatory or Settings.from_environment().observatory)


def init(options: Options, locale: str) -> int:
    """Make an observatory."""
    from beffroi.observatory import Observatory

    name = options.name or options.folder.resolve().name
    languages = [part.strip() for part in options.languages.split(",") if part.strip()]
    made = Observatory.create(
        options.folder, name=name, languages=languages, timezone=options.timezone, crs=options.crs
    )
    show.say("made", locale, folder=str(options.folder), crs=made.meta["crs"])
    return 0


def start(options: Options, locale: str) -> int:
    """Ask four questions, then do the steps."""
    from beffroi.cli.start import walk

    return walk(options.folder, locale)


def demo(options: Options, locale: str) -> int:
    """Build the demonstration observatory and publish its bulletin."""
    from beffroi.showcase import build

    build(options.out, tell=lambda key, **values: show.say(key, locale, **values))
    return 0


def profile(options: Options, locale: str) -> int:
    """Propose a profile; never overwrite, never import."""
    from beffroi.observatory import propose_profile

    proposal = propose_profile(options.file, locale=locale, out=options.out)
    show.proposal(proposal, locale, out=options.out)
    return 0


def receive(options: Options, locale: str) -> int:
    """Import files; the first that fails stops the rest."""
    observatory = _open(options)
    accounts = []
    for file in options.file:
        with show.progress(locale, file.name):
            received = observatory.deliver(
                file, profile=options.profile or options.publisher, dataset=options.dataset,
                overlap=options.overlap, rows=options.rows, sha256=options.sha256,
            )  # fmt: skip
        accounts.append({"delivery": received.delivery.id, "added": received.added, **received.account})
        if not options.json:
            show.received(received, locale)
    if options.json:
        print(json.dumps(accounts, ensure_ascii=False, indent=1))
    return 0


def places(options: Options, locale: str) -> int:
    """Add a set of places."""
    name = options.set_name or options.file.name.split(".")[0]
    received = _open(options).add_places(
        options.file, name=name, kind=options.kind, code=options.id, label=options.name, match=options.match,
        layer=options.layer, where=_pairs(options.where),
    )  # fmt: skip
    show.say("places", locale, n=received.account["stored"], name=name)
    return 0


def _pairs(written: list[str]) -> dict[str, str]:
    return {column: value for column, _, value in (part.partition("=") for part in written)}


def exposure(options: Options, locale: str) -> int:
    """Add a denominator."""
    observatory = _open(options)
    where = observatory.engine.places(options.places).name
    received = observatory.add_exposure(
        options.file, measure=options.measure, places=where, period=options.period, place=options.id,
        value=options.value, sum_rows=options.sum_rows, where=_pairs(options.where),
    )  # fmt: skip
    show.exposure(observatory, received, locale, places=where, measure=options.measure)
    return 0


def catalogue(options: Options, locale: str) -> int:
    """List the analyses, or one with its parameters; `offences` lists the codes."""
    from beffroi.analyses import catalogue as every

    known = every()
    if options.analysis == "offences":
        show.offences(locale)
    elif options.analysis:
        show.analysis(find_analysis(options.analysis), locale)
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
        )  # fmt: skip
    except ValidationError as error:
        raise BadPeriod(found=options.period or str(error.errors()[0]["msg"])) from None


def ask(options: Options, locale: str) -> int:
    """Ask one question."""
    observatory = _open(options)
    asked = question(options)
    with show.progress(locale, asked.about.title(locale)):
        answer = observatory.ask(asked, scope(options))
        control = observatory.negative_control(asked, scope(options)) if options.negative_control else None
    if options.csv:
        answer.frame().write_csv(options.csv)
    if options.svg and not answer.refusal:
        options.svg.write_text(answer.svg(locale), "utf-8")
    if options.json:
        print(json.dumps(show.as_json(answer, control), ensure_ascii=False, indent=1, default=str))
    else:
        show.answer(answer, locale, control=control)
    return 3 if answer.refusal else 0


def cite(options: Options, _locale: str) -> int:
    """Cite an answer."""
    observatory = _open(options)
    answer = observatory.ask(question(options), scope(options))
    print(json.dumps(answer.citation(), ensure_ascii=False, indent=1))
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
    checked = observatory.check(repair=options.repair)
    if options.json:
        print(json.dumps(show.checked_json(checked), ensure_ascii=False, indent=1))
    else:
        show.checked(observatory, checked, locale)
    return 0 if checked.is_sound else 4


def delete(options: Options, locale: str) -> int:
    """Really delete a delivery."""
    gone = _open(options).delete(options.delivery)
    show.say("deleted", locale, n=len(gone), delivery=options.delivery)
    return 0


def explain_column(options: Options, locale: str) -> int:
    """Say what became of a column."""
    for line in _open(options).explain_column(options.column, locale=locale):
        print(line)
    return 0
