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
        "The observatory’s catalogue is damaged: {found}.",
        "Le catalogue de l’observatoire est endommagé : {found}.",
        "El catálogo del observatorio está dañado: {found}.",
    )
    remedy = text(
        "Restore a backup with `beffroi restore`, or make a new observatory from the files in its raw folder, which are kept as received.",
        "Restaurez une sauvegarde avec `beffroi restore`, ou refaites un observatoire à partir des fichiers de son dossier raw, conservés tels que reçus.",
        "Restaure una copia de seguridad con `beffroi restore`, o haga un observatorio nuevo con los archivos de su carpeta raw, conservados tal como se recibieron.",
    )
    exit_code = 4
    status = 500


class BusyCatalogue(BeffroiError, TimeoutError):
    """Another process writes, and did not end in time."""

    message = text(
        "Another process is writing to this observatory and did not end within {seconds} s.",
        "Un autre processus écrit dans cet observatoire et n’a pas terminé en {seconds} s.",
        "Otro proceso está escribiendo en este observatorio y no terminó en {seconds} s.",
    )
    remedy = text(
        "Nothing was changed. Try again once the other import, deletion or backup is done.",
        "Rien n’a été modifié. Réessayez lorsque l’autre importation, suppression ou sauvegarde sera terminée.",
        "No se modificó nada. Inténtelo de nuevo cuando termine la otra importación, eliminación o copia de seguridad.",
    )
    exit_code = 1
    status = 503


class GoneMeanwhile(BeffroiError, LookupError):
    """What was being read was deleted by another process."""

    message = text(
        "Delivery {delivery} was deleted while it was being read.",
        "La livraison {delivery} a été supprimée pendant sa lecture.",
        "La entrega {delivery} se eliminó mientras se leía.",
    )
    remedy = text("Ask again.", "Posez de nouveau la question.", "Vuelva a preguntar.")
    exit_code = 1
    status = 409


class CatalogueUnreachable(BeffroiError, ConnectionError):
    """The server of the catalogue does not answer, or refuses."""

    message = text(
        "The catalogue at {where} cannot be reached: {found}.",
        "Le catalogue à l’adresse {where} est injoignable : {found}.",
        "No se puede acceder al catálogo en {where}: {found}.",
    )
    remedy = text(
        "Check that the server runs and that the password is in PGPASSWORD or in ~/.pgpass (readable by you alone). Nothing was changed.",
        "Vérifiez que le serveur fonctionne et que le mot de passe figure dans PGPASSWORD ou dans ~/.pgpass (lisible par vous seul). Rien n’a été modifié.",
        "Compruebe que el servidor funciona y que la contraseña está en PGPASSWORD o en ~/.pgpass (legible solo por usted). No se modificó nada.",
    )
    exit_code = 1
    status = 503


class UnknownCatalogue(BeffroiError, ValueError):
    """The address of the catalogue is of no known kind."""

    message = text(
        "“{found}” is no address of a catalogue.",
        "« {found} » n’est pas l’adresse d’un catalogue.",
        "«{found}» no es la dirección de un catálogo.",
    )
    remedy = text(
        "Write postgresql://user@server:5432/database, without a password; by default the catalogue is a file in the folder.",
        "Écrivez postgresql://utilisateur@serveur:5432/base, sans mot de passe ; par défaut, le catalogue est un fichier du dossier.",
        "Escriba postgresql://usuario@servidor:5432/base, sin contraseña; de forma predeterminada, el catálogo es un archivo de la carpeta.",
    )
    exit_code = 2


class DriverMissing(BeffroiError, ImportError):
    """The program that talks to PostgreSQL is not installed."""

    message = text(
        "The catalogue of this observatory is in PostgreSQL, and the module {module} is not installed.",
        "Le catalogue de cet observatoire est dans PostgreSQL, et le module {module} n’est pas installé.",
        "El catálogo de este observatorio está en PostgreSQL y el módulo {module} no está instalado.",
    )
    remedy = text(
        "Install it with: pip install 'beffroi[postgresql]'.",
        "Installez-le avec : pip install 'beffroi[postgresql]'.",
        "Instálelo con: pip install 'beffroi[postgresql]'.",
    )
    exit_code = 2
    status = 500


class DiskFull(BeffroiError, OSError):
    """The disk, or the share of it that may be used, is full."""

    message = text(
        "There is no room left to write {file} ({free} MB free).",
        "Il n’y a plus de place pour écrire {file} ({free} Mo libres).",
        "No queda espacio para escribir {file} ({free} MB libres).",
    )
    remedy = text(
        "Nothing was stored, and what is stored stays readable. Free some room and run the same command again.",
        "Rien n’a été enregistré, et ce qui l’est déjà reste lisible. Libérez de la place et relancez la même commande.",
        "No se guardó nada, y lo ya guardado sigue siendo legible. Libere espacio y ejecute de nuevo la misma orden.",
    )
    exit_code = 1
    status = 507


class DiskFails(BeffroiError, OSError):
    """The disk refused to read or to write the catalogue."""

    message = text(
        "The disk refused to read or to write the observatory’s catalogue ({found}).",
        "Le disque a refusé de lire ou d’écrire le catalogue de l’observatoire ({found}).",
        "El disco rechazó leer o escribir el catálogo del observatorio ({found}).",
    )
    remedy = text(
        "Nothing was changed. Look at the disk and at its room first; then run `beffroi check`.",
        "Rien n’a été modifié. Examinez d’abord le disque et la place qui y reste ; lancez ensuite `beffroi check`.",
        "No se modificó nada. Revise primero el disco y el espacio que queda; después ejecute `beffroi check`.",
    )
    exit_code = 4
    status = 500


class NotEnoughRoom(BeffroiError, OSError):
    """What is about to be written would not fit."""

    message = text(
        "About {missing} MB are missing on the disk to store {file}: it needs about {needed} MB, {free} MB are free.",
        "Il manque environ {missing} Mo sur le disque pour enregistrer {file} : il en faut environ {needed}, {free} sont libres.",
        "Faltan unos {missing} MB en el disco para guardar {file}: se necesitan unos {needed} MB y hay {free} MB libres.",
    )
    remedy = text(
        "Nothing was stored. Free some room and run the same command again.",
        "Rien n’a été enregistré. Libérez de la place et relancez la même commande.",
        "No se guardó nada. Libere espacio y ejecute de nuevo la misma orden.",
    )
    exit_code = 1
    status = 507


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
