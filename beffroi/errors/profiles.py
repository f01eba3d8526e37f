"""Errors of source profiles: they do not fit a file, are incomplete, or map what is never kept."""

from beffroi.errors.intake import IntakeError
from beffroi.vocabulary.text import text


class UnknownEncoding(IntakeError, ValueError):
    """The profile names an encoding that does not exist."""

    message = text(
        "The profile names the encoding “{found}”, which is not known.",
        "Le profil nomme l’encodage « {found} », qui est inconnu.",
        "El perfil nombra la codificación «{found}», que es desconocida.",
    )
    remedy = text(
        "Use utf-8, windows-1252, latin-1 or utf-16.",
        "Utilisez utf-8, windows-1252, latin-1 ou utf-16.",
        "Use utf-8, windows-1252, latin-1 o utf-16.",
    )


class WrongSeparator(IntakeError, ValueError):
    """A separator or quote of the profile is not one plain character."""

    message = text(
        "A separator and a quote are each one plain character, got “{found}”.",
        "Le séparateur et le guillemet sont chacun un seul caractère simple, et non « {found} ».",
        "El separador y la comilla son cada uno un solo carácter simple, no «{found}».",
    )
    remedy = text("Correct the profile.", "Corrigez le profil.", "Corrija el perfil.")


class UnusableFormat(IntakeError, ValueError):
    """A date or time format of the profile cannot be used."""

    message = text(
        "The profile names the date format “{found}”, which cannot be used.",
        "Le profil nomme le format de date «\u00a0{found}\u00a0», qui est inutilisable.",
        "El perfil nombra el formato de fecha «{found}», que no se puede usar.",
    )
    remedy = text(
        "Write it with strptime’s codes: %Y-%m-%d %H:%M:%S, or %m/%d/%Y %I:%M:%S %p.",
        "Écrivez-le avec les codes de strptime\u00a0: %Y-%m-%d %H:%M:%S ou %m/%d/%Y %I:%M:%S %p.",
        "Escríbalo con los códigos de strptime: %Y-%m-%d %H:%M:%S o %m/%d/%Y %I:%M:%S %p.",
    )


class ProfileDoesNotFit(IntakeError, ValueError):
    """The file lacks columns that the profile maps."""

    message = text(
        "“{path}” does not fit the profile “{profile}”: no column {missing}. Found: {found}.",
        "« {path} » ne correspond pas au profil « {profile} » : aucune colonne {missing}. Trouvées : {found}.",
        "«{path}» no corresponde al perfil «{profile}»: falta la columna {missing}. Encontradas: {found}.",
    )
    remedy = text(
        "Closest: {closest}. Check the separator of the profile, add an alias for a renamed column, or choose another profile.",
        "Les plus proches : {closest}. Vérifiez le séparateur du profil, ajoutez un alias pour une colonne renommée ou "
        "choisissez un autre profil.",
        "Las más parecidas: {closest}. Compruebe el separador del perfil, añada un alias para una columna renombrada o "
        "elija otro perfil.",
    )


class DuplicatedColumn(IntakeError, ValueError):
    """Two columns of the file could be the one that the profile maps."""

    message = text(
        "“{path}” has several columns that could be “{column}”: {found}.",
        "« {path} » a plusieurs colonnes qui pourraient être « {column} » : {found}.",
        "«{path}» tiene varias columnas que podrían ser «{column}»: {found}.",
    )
    remedy = text(
        "Keep one of them in the export; which one is meant cannot be guessed.",
        "N’en gardez qu’une dans l’export ; on ne peut pas deviner laquelle est la bonne.",
        "Deje solo una en la exportación; no se puede adivinar cuál es la buena.",
    )


class PersonColumnMapped(IntakeError, ValueError):
    """The profile maps a column about a person."""

    message = text(
        "The profile “{profile}” maps the column “{column}”, which describes a person.",
        "Le profil « {profile} » reprend la colonne « {column} », qui décrit une personne.",
        "El perfil «{profile}» incluye la columna «{column}», que describe a una persona.",
    )
    remedy = text(
        "Remove it: the observatory keeps places and times, never persons.",
        "Retirez-la : l’observatoire conserve des lieux et des moments, jamais des personnes.",
        "Quítela: el observatorio conserva lugares y momentos, nunca personas.",
    )


class IncompleteProfile(IntakeError, ValueError):
    """The profile leaves out something without which rows mean nothing."""

    message = text(
        "The profile “{profile}” does not say {missing}.",
        "Le profil « {profile} » ne dit pas {missing}.",
        "El perfil «{profile}» no indica {missing}.",
    )
    remedy = text(
        "Complete it: `beffroi profile propose` shows what the file offers.",
        "Complétez-le : `beffroi profile propose` montre ce que le fichier propose.",
        "Complételo: `beffroi profile propose` muestra lo que ofrece el archivo.",
    )


class UnknownCrosswalk(IntakeError, LookupError):
    """The profile names a crosswalk that is not packaged."""

    message = text(
        "There is no crosswalk of offences named “{name}”.",
        "Il n’existe pas de table de passage des infractions nommée «\u00a0{name}\u00a0».",
        "No existe ninguna tabla de correspondencia de delitos llamada «{name}».",
    )
    remedy = text(
        "Use one of {known}, or write the codes in the profile, [what.codes].",
        "Utilisez {known}, ou écrivez les codes dans le profil, [what.codes].",
        "Use {known}, o escriba los códigos en el perfil, [what.codes].",
    )


class ProfileUnreadable(IntakeError, ValueError):
    """A profile file is not valid TOML, or says something that a profile cannot say."""

    message = text(
        "The profile “{path}” cannot be used: {why}.",
        "Le profil «\u00a0{path}\u00a0» est inutilisable\u00a0: {why}.",
        "El perfil «{path}» no se puede usar: {why}.",
    )
    remedy = text(
        "Correct it; `beffroi profile propose` writes one to start from.",
        "Corrigez-le\u202f; `beffroi profile propose` en écrit un pour commencer.",
        "Corríjalo; `beffroi profile propose` escribe uno para empezar.",
    )
    exit_code = 2


class UnknownPublisher(IntakeError, LookupError):
    """No reviewed profile has that name."""

    message = text(
        "There is no reviewed profile “{name}”.",
        "Il n’existe pas de profil relu « {name} ».",
        "No existe ningún perfil revisado «{name}».",
    )
    remedy = text(
        "Reviewed profiles: {known}. For another source, `beffroi profile propose`.",
        "Profils relus : {known}. Pour une autre source, `beffroi profile propose`.",
        "Perfiles revisados: {known}. Para otra fuente, `beffroi profile propose`.",
    )
    exit_code = 2
    status = 404


class NameSaysNothing(IntakeError, ValueError):
    """The name of a file lacks what the profile reads in it."""

    message = text(
        "The name of “{path}” does not say “{column}”: the profile looks for {pattern} in it.",
        "Le nom de «\u00a0{path}\u00a0» ne donne pas «\u00a0{column}\u00a0»\u00a0: le profil y cherche {pattern}.",
        "El nombre de «{path}» no dice «{column}»: el perfil busca en él {pattern}.",
    )
    remedy = text(
        "Give the file back the name that its publisher gave it, or correct [unpivot.from_name] in the profile.",
        "Rendez au fichier le nom que lui donne son producteur, ou corrigez [unpivot.from_name] dans le profil.",
        "Devuelva al archivo el nombre que le da su productor, o corrija [unpivot.from_name] en el perfil.",
    )
