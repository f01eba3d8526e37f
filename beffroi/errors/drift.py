"""A file that is no longer as its source used to deliver it."""

from collections.abc import Sequence
from typing import Any

from beffroi.errors.intake import IntakeError
from beffroi.vocabulary.text import text


class SourceDrifted(IntakeError, ValueError):
    """To read on would be to guess: what changed, and what the profile would say."""

    message = text(
        "“{path}” is not as the deliveries of “{dataset}” before it: {changes}.",
        "« {path} » n’est pas comme les livraisons précédentes de « {dataset} » : {changes}.",
        "«{path}» no es como las entregas anteriores de «{dataset}»: {changes}.",
    )
    remedy = text(
        "{proposed} Nothing was stored.", "{proposed} Rien n’a été enregistré.", "{proposed} No se guardó nada."
    )
    exit_code = 2

    def __init__(self, *, drifts: Sequence[Any] = (), **values: Any) -> None:
        super().__init__(**values)
        self.drifts = tuple(drifts)


class NothingToUpdate(IntakeError, ValueError):
    """A file is read by its profile as it stands."""

    message = text(
        "“{path}” needs no other profile: nothing that its profile says has changed.",
        "« {path} » ne demande pas d’autre profil : rien de ce que dit le sien n’a changé.",
        "«{path}» no necesita otro perfil: nada de lo que dice el suyo ha cambiado.",
    )
    remedy = text(
        "Import it with the profile it has.", "Importez-le avec son profil.", "Impórtelo con el perfil que tiene."
    )
    exit_code = 2


class NothingToCompare(IntakeError, LookupError):
    """No earlier delivery of the data set says how its files used to be."""

    message = text(
        "No delivery of “{dataset}” is there to compare “{path}” with.",
        "Aucune livraison de « {dataset} » ne permet de comparer « {path} ».",
        "No hay ninguna entrega de «{dataset}» con la que comparar «{path}».",
    )
    remedy = text(
        "Import an earlier file first, or propose a profile with `beffroi profile propose`.",
        "Importez d’abord un fichier antérieur, ou proposez un profil avec `beffroi profile propose`.",
        "Importe primero un archivo anterior, o proponga un perfil con `beffroi profile propose`.",
    )
    exit_code = 2


class UnknownChange(IntakeError, LookupError):
    """No kind of change has that name."""

    message = text(
        "There is no kind of change “{name}”.",
        "Il n’existe pas de changement de type « {name} ».",
        "No existe el tipo de cambio «{name}».",
    )
    remedy = text("Possible: all, {known}.", "Possibles : all, {known}.", "Posibles: all, {known}.")
    exit_code = 2


PROPOSED = text(
    "Proposed: {lines}. `beffroi profile update` writes it into a new profile for you to read.",
    "Proposé : {lines}. `beffroi profile update` l’écrit dans un nouveau profil, à relire.",
    "Propuesto: {lines}. `beffroi profile update` lo escribe en un perfil nuevo, para que usted lo lea.",
)
ASK_THE_SENDER = text(
    "No line of the profile would mend it: ask the sender what changed.",
    "Aucune ligne du profil n’y remédierait : demandez à l’expéditeur ce qui a changé.",
    "Ninguna línea del perfil lo remediaría: pregunte al remitente qué cambió.",
)
ACCEPTABLE = text(
    "{proposed} What is right as it is can be accepted with {accept}.",
    "{proposed} Ce qui est juste tel quel peut être accepté avec {accept}.",
    "{proposed} Lo que esté bien así puede aceptarse con {accept}.",
)
