"""What the terminal shows: tables, accounts and refusals, in the reader's language."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beffroi.answer import NOT_FOR_PUBLICATION
from beffroi.vocabulary.text import Text, text

_SAID: dict[str, Text] = {
    "made": text("Observatory made in {folder}; coordinates in {crs}.", "Observatoire créé dans {folder} ; coordonnées en {crs}.", "Observatorio creado en {folder}; coordenadas en {crs}."),
    "places": text("{n} places in the set “{name}”.", "{n} lieux dans l’ensemble « {name} ».", "{n} lugares en el conjunto «{name}»."),
    "deleted": text("Delivery {delivery} deleted: {n} files removed, and its rows.", "Livraison {delivery} supprimée : {n} fichiers retirés, et ses lignes.", "Entrega {delivery} borrada: {n} archivos eliminados, y sus filas."),
    "added": text("{file}: {rows_in} rows in = {stored} stored + {quarantined} quarantined + {dropped} dropped (delivery {delivery})", "{file} : {rows_in} lignes reçues = {stored} enregistrées + {quarantined} en quarantaine + {dropped} écartées (livraison {delivery})", "{file}: {rows_in} filas recibidas = {stored} guardadas + {quarantined} en cuarentena + {dropped} descartadas (entrega {delivery})"),
    "known": text("{file}: nothing new; delivery {delivery} already holds these rows.", "{file} : rien de nouveau ; la livraison {delivery} contient déjà ces lignes.", "{file}: nada nuevo; la entrega {delivery} ya contiene estas filas."),
    "covers": text("covers {periods}", "couvre {periods}", "cubre {periods}"),
    "columns": text("columns not kept: {columns}", "colonnes non conservées : {columns}", "columnas no conservadas: {columns}"),
    "exposure": text("{n} values of “{measure}”; {joined} of {places} places have one.", "{n} valeurs de « {measure} » ; {joined} lieux sur {places} en ont une.", "{n} valores de «{measure}»; {joined} de {places} lugares tienen uno."),
    "sound": text("{deliveries} deliveries, {files} files: every checksum holds and every row is accounted for.", "{deliveries} livraisons, {files} fichiers : chaque somme de contrôle est juste et chaque ligne est comptée.", "{deliveries} entregas, {files} archivos: cada suma de control es correcta y cada fila está contada."),
    "fault": text("{file} (delivery {delivery}) is {fault}: `beffroi check --repair`, or import the file again", "{file} (livraison {delivery}) est {fault} : `beffroi check --repair`, ou importez de nouveau le fichier", "{file} (entrega {delivery}) está {fault}: `beffroi check --repair`, o importe de nuevo el archivo"),
    "unbalanced": text("delivery {delivery}: rows do not add up", "livraison {delivery} : le compte des lignes n’y est pas", "entrega {delivery}: las filas no cuadran"),
    "orphan": text("{file}: left by an interruption, named by no delivery, never read", "{file} : reste d’une interruption, cité par aucune livraison, jamais lu", "{file}: resto de una interrupción, sin entrega que lo nombre, nunca leído"),
    "repaired": text("delivery {delivery}: rebuilt from its raw file", "livraison {delivery} : reconstruite depuis son fichier brut", "entrega {delivery}: reconstruida desde su archivo original"),
    "proposed": text("Proposed profile written to {out}. Read it, settle its questions, then import with --profile.", "Profil proposé écrit dans {out}. Relisez-le, tranchez ses questions, puis importez avec --profile.", "Perfil propuesto escrito en {out}. Léalo, resuelva sus preguntas y luego importe con --profile."),
    "questions": text("Left to you:", "À vous de trancher :", "Usted decide:"),
    "chosen": text("Chosen automatically: {name} = {value}", "Choisi automatiquement : {name} = {value}", "Elegido automáticamente: {name} = {value}"),
    "control": text("Negative control (permuted data)", "Contrôle négatif (données permutées)", "Control negativo (datos permutados)"),
    "cannot": text("Cannot answer: {reason} {instead}", "Pas de réponse : {reason} {instead}", "Sin respuesta: {reason} {instead}"),
    "more": text("… {n} more rows (--csv FILE gives them all)", "… encore {n} lignes (--csv FICHIER les donne toutes)", "… {n} filas más (--csv ARCHIVO las da todas)"),
    "working": text("working on {name}…", "{name} en cours…", "procesando {name}…"),
    "demo-import": text("Importing {name}", "Importation de {name}", "Importando {name}"),
    "demo-bulletin": text("Publishing the bulletin", "Publication du bulletin", "Publicando el boletín"),
    "demo-done": text("Done in {seconds} s. Open {page}", "Terminé en {seconds} s. Ouvrez {page}", "Listo en {seconds} s. Abra {page}"),
    "data": text("{n} files of open data in {folder}", "{n} fichiers de données ouvertes dans {folder}", "{n} archivos de datos abiertos en {folder}"),
    "compiling": text("Compiling kernels (first run on this machine only)", "Compilation des noyaux de calcul (première utilisation sur cette machine seulement)", "Compilando los núcleos de cálculo (solo la primera vez en esta máquina)"),
}  # fmt: skip
ROWS = 40


def say(key: str, locale: str, **values: object) -> None:
    """Print one phrase."""
    print(phrase(key, locale, **values), flush=True)


def phrase(key: str, locale: str, **values: object) -> str:
    """Return one phrase with its values."""
    return _SAID[key](locale, **values)


@contextmanager
def progress(locale: str, name: str) -> Iterator[None]:
    """Say on the error stream what is being done, once it lasts over a second."""
    import threading

    timer = threading.Timer(1.0, lambda: print(phrase("working", locale, name=name), file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


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
        print(f"  {words[reason](locale) if reason in words else reason}: {number(n, locale)}")
    for check in account["checks"]:
        label = words[check["check"]](locale) if check["check"] in words else check["check"]
        print(f"  {label}: {number(check['n'], locale)} / {number(check['of'], locale)}")
    for code, values in account["notes"]:
        print(f"  {words[code](locale, **values) if code in words else code}")
    print("  " + phrase("covers", locale, periods=", ".join(account["covered"])))
    if account["columns_not_kept"]:
        print("  " + phrase("columns", locale, columns=", ".join(account["columns_not_kept"])))


def exposure(observatory: Any, result: Any, locale: str, *, places: str, measure: str) -> None:
    """Show how many places a denominator joins."""
    codes = observatory.engine.places(places).frame["place"]
    values = observatory.store.read(result.delivery)
    joined = int(codes.is_in(values["place"].to_list()).sum())
    say("exposure", locale, n=values.height, measure=measure, joined=joined, places=len(codes))


def written(paths: Sequence[Path], locale: str) -> None:
    """Name the pages and documents, and count the open data beside them."""
    data = [path for path in paths if path.parent.name == "data"]
    for path in paths:
        if path not in data:
            print(path)
    if data:
        say("data", locale, n=len(set(data)), folder=data[0].parent)


def proposal(made: Any, locale: str, *, out: Any) -> None:
    """Show a proposed profile and what it leaves to the person."""
    if out is None:
        print(made.toml)
    else:
        say("proposed", locale, out=out)
    for wording, values in made.explanations:
        print(f"  · {wording(locale, **values)}")
    if made.questions:
        say("questions", locale)
        for wording, values in made.questions:
            print(f"  ? {wording(locale, **values)}")


def catalogue(known: Mapping[str, Any], locale: str) -> None:
    """List every analysis with its question."""
    for name, analysis in known.items():
        print(f"{name.replace('_', '-'):<16}{analysis.about.question(locale)}")


def analysis(chosen: Any, locale: str) -> None:
    """Show one analysis: question, assumption, parameters."""
    about = chosen.about
    print(f"{about.title(locale)}\n{about.question(locale)}\n\n{about.assumption(locale)}\n")
    for field, schema in chosen.model_json_schema()["properties"].items():
        bounds = ", ".join(
            f"{key} {schema[key]}" for key in ("minimum", "maximum", "exclusiveMinimum") if key in schema
        )
        print(
            f"  --{field.replace('_', '-'):<20}{schema['label'][locale[:2].lower()]} [{schema['unit']}] {schema.get('default')} {bounds}"
        )
    print("\n" + "; ".join(about.references))


def offences(locale: str) -> None:
    """List the offence codes."""
    from beffroi.vocabulary import offences as codes

    for code in codes.sections():
        print(f"{code:<8}{codes.label(code, locale)}")


def answer(given: Any, locale: str, *, control: Any = None) -> None:
    """Show a working answer as tables."""
    from beffroi.drawing.format import fill, sentence

    print(NOT_FOR_PUBLICATION(locale).upper())
    if given.refusal:
        reason, instead = (
            sentence(part, given.refusal.values, locale) for part in (given.refusal.reason, given.refusal.instead)
        )
        say("cannot", locale, reason=reason, instead=instead)
        return
    finding = given.finding
    summary = finding.tables["summary"]
    if finding.headline:
        print(fill(finding.headline, summary.row(), summary.columns, locale=locale))
    for name, value in finding.choices.items():
        say("chosen", locale, name=name, value=value)
    for name, table in finding.tables.items():
        if name not in ("summary", "limits"):
            grid(table, locale)
    for caveat in finding.caveats:
        print("· " + fill(caveat, summary.row(), summary.columns, locale=locale))
    if control is not None and not control.refusal:
        say("control", locale)
        grid(control.finding.tables["summary"], locale)


def grid(table: Any, locale: str) -> None:
    """Print a table."""
    from rich.console import Console
    from rich.table import Table as Grid

    from beffroi.drawing.format import cell

    shown = Grid(title=table.title(locale) if table.title else None)
    for column in table.columns.values():
        shown.add_column(column.label(locale), justify="left" if column.unit in ("text", "place") else "right")
    for row in table.frame.head(ROWS).iter_rows(named=True):
        shown.add_row(*(cell(row[name], column, locale) for name, column in table.columns.items()))
    Console(highlight=False).print(shown)
    if table.frame.height > ROWS:
        say("more", locale, n=table.frame.height - ROWS)


def as_json(given: Any, control: Any = None) -> dict[str, Any]:
    """Return an answer as JSON-able values."""
    finding = given.finding
    told = {
        "not_for_publication": True,
        "context": dict(given.context),
        "refusal": None
        if given.refusal is None
        else {"kind": given.refusal.kind, "values": {k: str(v) for k, v in given.refusal.values.items()}},
        "choices": dict(finding.choices),
        "tables": {name: table.frame.to_dicts() for name, table in finding.tables.items()},
    }
    if control is not None:
        told["negative_control"] = as_json(control)["tables"]
    return told


def checked(observatory: Any, result: Any, locale: str) -> None:
    """Show what `check` found."""
    for delivery in observatory.deliveries():
        print(f"{delivery.id}  {delivery.kind:<16}{delivery.dataset:<24}{delivery.file_name}")
    for fault in result.faults:
        say("fault", locale, file=fault.file, delivery=fault.delivery, fault=fault.fault(locale))
    for name in result.unbalanced:
        say("unbalanced", locale, delivery=name)
    for path in result.orphans:
        say("orphan", locale, file=path)
    for name in result.repaired:
        say("repaired", locale, delivery=name)
    if result.is_sound:
        say("sound", locale, deliveries=result.deliveries, files=result.files)


def checked_json(result: Any) -> dict[str, Any]:
    """Return what `check` found as JSON-able values."""
    return {
        "sound": result.is_sound, "deliveries": result.deliveries, "files": result.files,
        "faults": [{"delivery": f.delivery, "file": f.file, "fault": f.fault.en} for f in result.faults],
        "unbalanced": list(result.unbalanced), "orphans": list(result.orphans), "repaired": list(result.repaired),
    }  # fmt: skip
