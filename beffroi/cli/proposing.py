"""A proposed profile in the terminal: its first rows as it reads them, and its questions one at a time."""

from pathlib import Path
from shlex import quote
from typing import Any

from beffroi.cli.grids import Field, folded, lines, width
from beffroi.vocabulary.text import text

AS_READ = text(
    "The first records, as this proposal reads them (a question mark waits for your decision):",
    "Les premiers enregistrements, tels que cette proposition les lit (un point d’interrogation attend votre décision) :",
    "Los primeros registros, tal como los lee esta propuesta (un signo de interrogación espera su decisión):",
)
HEADERS = {
    "record": text("Record", "Enregistrement", "Registro"),
    "key": text("Key", "Clé", "Clave"),
    "when": text("When", "Quand", "Cuándo"),
    "where": text("Where (x, y)", "Où (x, y)", "Dónde (x, y)"),
    "place": text("Place", "Lieu", "Lugar"),
    "offence": text("Offence → code", "Infraction → code", "Delito → código"),
}
PACKAGED = text(
    "A reviewed profile fits this file already: `--publisher {name}`. Use it if the file is of this publisher.",
    "Un profil relu convient déjà à ce fichier : `--publisher {name}`. Utilisez-le si le fichier vient de ce diffuseur.",
    "Un perfil revisado ya corresponde a este archivo: `--publisher {name}`. Úselo si el archivo es de este organismo.",
)
WRITTEN = text(
    "Profile written to {out}; left to you: {n}.",
    "Profil écrit dans {out} ; reste à vous : {n}.",
    "Perfil escrito en {out}; le quedan: {n}.",
)
READY = text("Profile written to {out}. To go on:", "Profil écrit dans {out}. Pour continuer :", "Perfil escrito en {out}. Para continuar:")  # fmt: skip


def as_read(made: Any, locale: str) -> None:
    """Show the first records as a proposal reads them, and the packaged profile that may be theirs."""
    from beffroi.proposing import packaged_for

    for name in packaged_for(made)[:1]:
        print("\n".join(folded(PACKAGED(locale, name=name), width())))
        print()
    if not made.rows:
        return
    print("\n".join(folded(AS_READ(locale), width())))
    print()
    named = [name for name in HEADERS if any(row[name] for row in made.rows)]
    print("\n".join(lines([Field(HEADERS[name](locale), [row[name] for row in made.rows]) for name in named])))
    print()


def converse(made: Any, locale: str, *, file: Path, out: Path) -> int:
    """Ask what the file does not say; write what was answered, whatever was left open."""
    from beffroi.cli.dialogue import Stopped, Talk
    from beffroi.cli.settle import settle
    from beffroi.settling import Settling

    talk = Talk(locale, leave=True)
    as_read(made, locale)
    settling = Settling(made.toml, made.seen.columns)
    if settling.open():
        talk.say("leaves")
    try:
        settle(talk, settling)
    except (Stopped, EOFError, KeyboardInterrupt):
        print()
    out.write_text(settling.toml(), "utf-8")
    print()
    left = len(settling.open())
    talk.tell(WRITTEN(locale, out=out, n=left) if left else READY(locale, out=out))
    print(f"  beffroi import {quote(str(file))} --profile {quote(str(out))}")
    return int(bool(left))
