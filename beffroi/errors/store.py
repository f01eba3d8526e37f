"""Errors of the observatory's folder: absent, damaged, overlapping, unknown."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class NoObservatory(BeffroiError, FileNotFoundError):
    """The folder holds no observatory."""

    message = text(
        "There is no observatory in {folder}.",
        "Il n’y a pas d’observatoire dans {folder}.",
        "No hay ningún observatorio en {folder}.",
    )
    remedy = text(
        "Create one with `beffroi init`, or name its folder with --observatory.",
        "Créez-en un avec `beffroi init`, ou indiquez son dossier avec --observatory.",
        "Cree uno con `beffroi init` o indique su carpeta con --observatory.",
    )
    exit_code = 2
    status = 404


class ObservatoryExists(BeffroiError, FileExistsError):
    """The folder already holds one."""

    message = text(
        "{folder} already holds an observatory.",
        "{folder} contient déjà un observatoire.",
        "{folder} ya contiene un observatorio.",
    )
    remedy = text(
        "Nothing was changed. Choose another folder.",
        "Rien n’a été modifié. Choisissez un autre dossier.",
        "No se modificó nada. Elija otra carpeta.",
    )
    exit_code = 2


class DamagedCatalogue(BeffroiError, OSError):
    """The catalogue cannot be read, or says something else than what was written."""

    message = text(
        "catalogue.sqlite is damaged: {found}.",
        "catalogue.sqlite est endommagé : {found}.",
        "catalogue.sqlite está dañado: {found}.",
    )
    remedy = text(
        "Restore it from a backup, or make a new observatory from the files in its raw folder, which are whole.",
        "Restaurez-le depuis une sauvegarde, ou refaites un observatoire à partir des fichiers de son dossier raw, qui sont intacts.",
        "Restáurelo desde una copia de seguridad, o haga un observatorio nuevo con los archivos de su carpeta raw, que están intactos.",
    )
    exit_code = 4


class NewerStore(BeffroiError, RuntimeError):
    """The catalogue was written by a later version."""

    message = text(
        "This observatory was written by a later version (format {found}; this one reads {known}).",
        "Cet observatoire a été écrit par une version plus récente (format {found} ; celle-ci lit {known}).",
        "Este observatorio fue escrito por una versión posterior (formato {found}; esta lee {known}).",
    )
    remedy = text(
        "Upgrade Beffroi; nothing was changed.",
        "Mettez Beffroi à jour ; rien n’a été modifié.",
        "Actualice Beffroi; no se modificó nada.",
    )
    exit_code = 4


class DamagedFile(BeffroiError, OSError):
    """A file is missing or its checksum differs."""

    message = text(
        "The file {file} of delivery {delivery} is {fault}.",
        "Le fichier {file} de la livraison {delivery} est {fault}.",
        "El archivo {file} de la entrega {delivery} está {fault}.",
    )
    remedy = text(
        "Run `beffroi check`: it names every damaged file; `beffroi check --repair` rebuilds tables from the raw file.",
        "Lancez `beffroi check` : il nomme chaque fichier endommagé ; `beffroi check --repair` reconstruit les tables depuis le fichier brut.",
        "Ejecute `beffroi check`: nombra cada archivo dañado; `beffroi check --repair` reconstruye las tablas desde el archivo original.",
    )
    exit_code = 4
    status = 500


MISSING = text("missing", "absent", "ausente")
ALTERED = text(
    "altered (its checksum differs)",
    "altéré (sa somme de contrôle diffère)",
    "alterado (su suma de verificación difiere)",
)


class OverlappingDelivery(BeffroiError, ValueError):
    """A delivery covers days already covered and nothing says which one holds."""

    message = text(
        "This file covers {period}, which delivery {delivery} of “{dataset}” already covers.",
        "Ce fichier couvre {period}, déjà couvert par la livraison {delivery} de « {dataset} ».",
        "Este archivo cubre {period}, que la entrega {delivery} de «{dataset}» ya cubre.",
    )
    remedy = text(
        "Say which: --overlap replace (the new one holds for its days) or --overlap add (both are counted). Nothing was stored.",
        "Précisez : --overlap replace (le nouveau fait foi pour ses jours) ou --overlap add (les deux comptent). Rien n’a été enregistré.",
        "Indique cuál: --overlap replace (el nuevo prevalece en sus días) o --overlap add (cuentan ambos). No se guardó nada.",
    )
    exit_code = 2


class UnknownDelivery(BeffroiError, LookupError):
    """No delivery has that identifier."""

    message = text(
        "There is no delivery “{name}”.", "Il n’existe pas de livraison « {name} ».", "No existe la entrega «{name}»."
    )
    remedy = text("`beffroi check` lists them.", "`beffroi check` en donne la liste.", "`beffroi check` las lista.")
    exit_code = 2
    status = 404


class MixedUnits(BeffroiError, ValueError):
    """Counts of different units cannot be added up."""

    message = text(
        "These counts are in several units ({units}); they are never added up.",
        "Ces effectifs sont exprimés en plusieurs unités ({units}) ; ils ne s’additionnent jamais.",
        "Estos recuentos están en varias unidades ({units}); nunca se suman.",
    )
    remedy = text(
        "Name one with --unit, or one offence with --offence.",
        "Indiquez-en une avec --unit, ou une infraction avec --offence.",
        "Indique una con --unit, o un delito con --offence.",
    )
    exit_code = 2


class DoesNotLand(BeffroiError, ValueError):
    """Fewer than half of the points fall where the observatory's places are."""

    message = text(
        "Only {share} of the located rows fall in the places of this observatory.",
        "Seulement {share} des lignes localisées tombent dans les lieux de cet observatoire.",
        "Solo {share} de las filas con ubicación caen en los lugares de este observatorio.",
    )
    remedy = text(
        "Check the reference system and the order of the axes in the profile. Nothing was stored.",
        "Vérifiez le système de coordonnées et l’ordre des axes dans le profil. Rien n’a été enregistré.",
        "Verifique el sistema de coordenadas y el orden de los ejes en el perfil. No se guardó nada.",
    )
    exit_code = 1


class NeverOverwritten(BeffroiError, FileExistsError):
    """A file stands where one would be written."""

    message = text("{file} is there already.", "{file} existe déjà.", "{file} ya existe.")
    remedy = text(
        "Nothing was written. Name another file with --out.",
        "Rien n’a été écrit. Indiquez un autre fichier avec --out.",
        "No se escribió nada. Indique otro archivo con --out.",
    )
    exit_code = 2
