"""`beffroi start`: four questions, what the file leaves open, then every step to a first bulletin."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beffroi.cli import show
from beffroi.cli.dialogue import Stopped, Talk
from beffroi.cli.languages import languages_of
from beffroi.cli.settle import settle
from beffroi.cli.start_words import STEPS
from beffroi.errors import BeffroiError
from beffroi.errors.store import ObservatoryExists


@dataclass(slots=True, kw_only=True)
class Plan:
    """What the answers say; nothing is made before the last of them."""

    folder: Path
    file: Path | None = None
    publisher: str | None = None
    settling: Any = None  # a proposed profile whose choices are being settled
    timezone: str = ""
    areas: dict[str, Any] = field(default_factory=dict)  # path, code, label, source_crs
    places: list[str] = field(default_factory=list)  # codes of the areas
    people: dict[str, Any] = field(default_factory=dict)  # path, place, value, period
    languages: list[str] = field(default_factory=lambda: ["en", "fr", "es"])
    settled: bool = True

    @property
    def out(self) -> Path:
        """Where the proposed profile is written."""
        name = self.file.name.split(".")[0] if self.file else "profile"
        return self.folder / "profiles" / f"{name}.toml"


def walk(folder: Path, locale: str) -> int:
    """Ask, then do; the end of the input, or a wish to edit, leaves what was done and says how to go on."""
    from beffroi.observatory import is_observatory

    if is_observatory(folder):
        raise ObservatoryExists(folder=str(folder))
    talk, plan = Talk(locale), Plan(folder=folder)
    try:
        talk.say("hello")
        _incidents(talk, plan)
        _areas(talk, plan)
        _people(talk, plan)
        _languages(talk, plan)
    except (EOFError, KeyboardInterrupt):
        return _left(talk, plan)
    left = False
    if plan.settling and plan.settling.open():
        try:
            print()
            talk.say("settle")
            settle(talk, plan.settling)
        except (Stopped, EOFError, KeyboardInterrupt) as stopped:
            plan.settled, left = False, not isinstance(stopped, Stopped)
    return _carry_out(talk, plan) or int(left)


# the four questions


def _incidents(talk: Talk, plan: Plan) -> None:
    from beffroi import desk

    print()
    talk.say("one")
    plan.file, seen = talk.until(lambda: desk.look_at(Path(talk.need("file").strip("'\"")).expanduser()))
    for profile in desk.fitting(seen):
        talk.say("fits", name=profile.name, title=profile.title, publisher=profile.publisher)
        if talk.agree("use-it"):
            plan.publisher, plan.timezone = profile.name, profile.when.timezone
            return
    proposal, plan.settling = desk.proposed(seen, locale=talk.locale)
    talk.say("proposed", n=len(proposal.explanations), open=len(proposal.questions))
    near = [str(zone) for zone in plan.settling.offered("timezone")]
    plan.timezone = talk.until(lambda: desk.check_timezone(_timezone(talk, near)))
    plan.settling.put("timezone", plan.timezone)


def _timezone(talk: Talk, near: list[str]) -> str:
    return talk.choose("timezone", near, default=near[0], free=True) if near else talk.need("timezone-such-as")


def _areas(talk: Talk, plan: Plan) -> None:
    print()
    talk.say("two")
    plan.areas, plan.places = talk.until(lambda: _read_areas(talk, plan.timezone))
    if plan.areas:
        talk.say("areas-read", n=len(plan.places))


def _read_areas(talk: Talk, timezone: str) -> tuple[dict[str, Any], list[str]]:
    from beffroi import desk
    from beffroi.errors.places import NoReference, WrongReference

    answer = talk.ask("file").strip("'\"")
    if not answer:
        return {}, []
    path = Path(answer).expanduser()
    columns = desk.place_columns(path)
    talk.say("columns")
    code = talk.choose("code", list(columns), default=desk.likely_code(columns) or "")
    name = talk.choose("name", list(columns), default=desk.likely_name(columns, code=code) or code)
    chosen: dict[str, Any] = {"path": path, "code": code, "label": name}
    try:
        return chosen, desk.areas(path, code=code, name=name, timezone=timezone)
    except (NoReference, WrongReference) as error:
        talk.complain(error)
    crs = talk.until(lambda: desk.check_reference(talk.need("file-crs")))
    return chosen | {"source_crs": crs}, desk.areas(path, code=code, name=name, timezone=timezone, source_crs=crs)


def _people(talk: Talk, plan: Plan) -> None:
    if not plan.areas:
        return
    print()
    talk.say("three")
    plan.people, joined = talk.until(lambda: _read_people(talk, plan.places))
    if plan.people:
        talk.say("read", n=len(plan.places), joined=joined)


def _read_people(talk: Talk, places: list[str]) -> tuple[dict[str, Any], int]:
    from beffroi import desk
    from beffroi.cli.commands import checked_period

    answer = talk.ask("file").strip("'\"")
    if not answer:
        return {}, 0
    path = Path(answer).expanduser()
    columns = desk.table_columns(path)
    talk.say("columns")
    place = talk.choose("join", list(columns), default=desk.likely_join(columns, places) or "")
    value = talk.choose("value", list(columns), default=desk.likely_value(columns, place=place) or "")
    joined = len(desk.report(desk.people(path, place=place, value=value), places).joined)
    period = talk.until(lambda: checked_period(talk.ask("year")))
    return {"path": path, "place": place, "value": value, "period": period}, joined


def _languages(talk: Talk, plan: Plan) -> None:
    print()
    talk.say("four")
    plan.languages = talk.until(lambda: languages_of(talk.ask("languages", default="en,fr,es")))


# the steps


def _carry_out(talk: Talk, plan: Plan) -> int:
    """Do every step that the answers allow; each is whole or not at all."""
    print()
    done: list[str] = []
    try:
        for name, step in _steps(plan, talk.locale):
            with show.progress(talk.locale, _working_on(plan, name)):
                step()
            done.append(name)
    except BeffroiError as error:
        talk.complain(error)
        _go_on(talk, plan, done)
        return error.exit_code
    if not plan.settled:
        talk.say("stands", out=plan.out)
    if not plan.areas:
        talk.say("needs-areas")
    _go_on(talk, plan, done)
    return 0


def _working_on(plan: Plan, step: str) -> str:
    """The file that a step reads, or the folder that it makes."""
    read = {"import": plan.file, "places": plan.areas.get("path"), "exposure": plan.people.get("path")}
    path = read.get(step) or (plan.folder / "bulletin" if step == "bulletin" else plan.folder)
    return str(path.name)


def _steps(plan: Plan, locale: str) -> list[tuple[str, Callable[[], object]]]:
    """Return the steps in order: init, profile, import, areas, population, bulletin."""
    from beffroi.observatory import Observatory

    opened: list[Observatory] = []

    def make() -> None:
        from beffroi.cli.phrases import say

        name = plan.folder.resolve().name
        made = Observatory.create(plan.folder, name=name, languages=plan.languages, timezone=plan.timezone)
        opened.append(made)
        say("made", locale, folder=str(plan.folder), crs=made.meta["crs"])

    def write() -> None:
        plan.out.parent.mkdir(parents=True, exist_ok=True)
        plan.out.write_text(plan.settling.toml() if plan.settling else "", "utf-8")

    steps: list[tuple[str, Callable[[], object]]] = [("init", make)]
    if plan.settling:
        steps.append(("profile", write))
    if plan.settled:
        steps.append(("import", lambda: _import(opened[0], plan, locale)))
    if plan.areas:
        steps.append(("places", lambda: _add_places(opened[0], plan, locale)))
    if plan.people:
        steps.append(("exposure", lambda: _add_people(opened[0], plan, locale)))
    if plan.settled and plan.areas:
        steps.append(("bulletin", lambda: _publish(opened[0], plan, locale)))
    return steps


def _import(observatory: Any, plan: Plan, locale: str) -> None:
    profile = plan.publisher or plan.out
    for file in observatory.series(plan.file, profile=profile):
        show.received(observatory.deliver(file, profile=profile), locale)


def _add_places(observatory: Any, plan: Plan, locale: str) -> None:
    given = dict(plan.areas)
    path = given.pop("path")
    show.places(observatory.add_places(path, name=path.name.split(".")[0], **given), locale)


def _add_people(observatory: Any, plan: Plan, locale: str) -> None:
    given = dict(plan.people)
    where = observatory.engine.places(None).name
    added = observatory.add_exposure(given.pop("path"), measure="residents", places=where, **given)
    show.exposure(observatory, added, locale, places=where)


def _publish(observatory: Any, plan: Plan, locale: str) -> None:
    from beffroi.edition import publish_bulletin

    show.written(publish_bulletin(observatory, out=plan.folder / "bulletin", locales=plan.languages), locale)


# leaving


def _left(talk: Talk, plan: Plan) -> int:
    """Leave before anything was made."""
    talk.say("left")
    talk.say("nothing-done")
    talk.say("go-on")
    print(f"  beffroi start {shlex.quote(str(plan.folder))}")
    return 1


def _go_on(talk: Talk, plan: Plan, done: list[str]) -> None:
    print()
    talk.say("done", steps=", ".join(STEPS[name](talk.locale) for name in done) or "–")
    talk.say("finished" if "bulletin" in done else "go-on")
    for command in _commands(plan, done):
        print(f"  {command}")


def _commands(plan: Plan, done: list[str]) -> list[str]:
    """Return the commands that do what is left, or that ask more of what is there."""
    at = f"--observatory {shlex.quote(str(plan.folder))}"
    if "bulletin" in done:
        return [f"beffroi ask counts {at}", "beffroi catalogue", f"beffroi check {at}"]
    if "init" not in done:
        return [f"beffroi start {shlex.quote(str(plan.folder))}"]
    left = []
    if "import" not in done:
        how = f"--publisher {plan.publisher}" if plan.publisher else f"--profile {shlex.quote(str(plan.out))}"
        left.append(f"beffroi import {shlex.quote(str(plan.file))} {how} {at}")
    if not plan.areas:
        left.append(f"beffroi places add … --id … --name … {at}")
    if plan.areas and "places" not in done:
        areas = plan.areas
        crs = f" --crs {areas['source_crs']}" if "source_crs" in areas else ""
        columns = f"--id {shlex.quote(areas['code'])} --name {shlex.quote(areas['label'])}{crs}"
        left.append(f"beffroi places add {shlex.quote(str(areas['path']))} {columns} {at}")
    if plan.people and "exposure" not in done:
        people = plan.people
        year = f" --period {people['period']}" if people["period"] else ""
        columns = f"--id {shlex.quote(people['place'])} --value {shlex.quote(people['value'])}{year}"
        left.append(f"beffroi exposure add {shlex.quote(str(people['path']))} {columns} {at}")
    return [*left, f"beffroi bulletin {at} --out {shlex.quote(str(plan.folder / 'bulletin'))}"]
