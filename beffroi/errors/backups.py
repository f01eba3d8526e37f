"""Errors of backups: absent, damaged, in the way."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class BackupExists(BeffroiError, FileExistsError):
    """Something stands where a backup would be written."""

    message = text("{path} is there already.", "{path} existe déjà.", "{path} ya existe.")
    remedy = text(
        "Nothing was written: a backup never overwrites. Choose another name, with the date for instance.",
        "Rien n’a été écrit : une sauvegarde n’en écrase jamais une autre. Choisissez un autre nom, avec la date par exemple.",
        "No se escribió nada: una copia de seguridad nunca sobrescribe. Elija otro nombre, por ejemplo con la fecha.",
    )
    exit_code = 2


class NotEmpty(BeffroiError, FileExistsError):
    """Something stands where an observatory would be restored."""

    message = text("{folder} is not empty.", "{folder} n’est pas vide.", "{folder} no está vacío.")
    remedy = text(
        "Nothing was changed: restoring never overwrites. Restore into a new folder, check it, then put it in the place of the other.",
        "Rien n’a été modifié : une restauration n’écrase jamais rien. Restaurez dans un nouveau dossier, vérifiez-le, puis mettez-le à la place de l’autre.",
        "No se modificó nada: restaurar nunca sobrescribe. Restaure en una carpeta nueva, verifíquela y póngala luego en lugar de la otra.",
    )
    exit_code = 2


class NoBackup(BeffroiError, FileNotFoundError):
    """There is no backup."""

    message = text(
        "There is no backup at {path}.",
        "Il n’y a pas de sauvegarde à {path}.",
        "No hay ninguna copia de seguridad en {path}.",
    )
    remedy = text(
        "Name the file or the folder that `beffroi backup` wrote.",
        "Indiquez le fichier ou le dossier écrit par `beffroi backup`.",
        "Indique el archivo o la carpeta que escribió `beffroi backup`.",
    )
    exit_code = 2
    status = 404


class DamagedBackup(BeffroiError, OSError):
    """Something in a backup is not what was written."""

    message = text(
        "The backup {path} is damaged: {found}.",
        "La sauvegarde {path} est endommagée : {found}.",
        "La copia de seguridad {path} está dañada: {found}.",
    )
    remedy = text(
        "Nothing was restored. Use another backup.",
        "Rien n’a été restauré. Utilisez une autre sauvegarde.",
        "No se restauró nada. Utilice otra copia de seguridad.",
    )
    exit_code = 4
