"""Errors of re-supplied files: which of two deliveries holds, and whether keys still name the same records."""

from beffroi.errors._base import BeffroiError
from beffroi.errors.store import OverlappingDelivery
from beffroi.vocabulary.text import text


class OverlappingRecords(OverlappingDelivery):
    """A delivery covers days already covered, and its records differ from those that stand there."""

    message = text(
        "This file covers {period}, which delivery {delivery} of “{dataset}” already covers. On those days: {same}"
        " records the same, {corrected} corrected, {new} new, and {gone} that this file no longer holds.",
        "Ce fichier couvre {period}, déjà couvert par la livraison {delivery} de « {dataset} ». Sur ces jours :"
        " {same} enregistrements identiques, {corrected} corrigés, {new} nouveaux, et {gone} que ce fichier ne contient"
        " plus.",
        "Este archivo cubre {period}, que la entrega {delivery} de «{dataset}» ya cubre. En esos días: {same} registros"
        " iguales, {corrected} corregidos, {new} nuevos y {gone} que este archivo ya no contiene.",
    )
    remedy = text(
        "Say which: --overlap replace (the new file holds for its days: what it lacks is withdrawn), --overlap newest"
        " (records of the same key: the newer holds; what it lacks stays) or --overlap add (both are counted)."
        " Nothing was stored.",
        "Précisez : --overlap replace (le nouveau fichier fait foi pour ses jours : ce qui n’y est plus est retiré),"
        " --overlap newest (à clé égale, le plus récent fait foi ; ce qui n’y est plus reste) ou --overlap add (les deux"
        " comptent). Rien n’a été enregistré.",
        "Indique cuál: --overlap replace (el archivo nuevo prevalece en sus días: lo que ya no contiene se retira),"
        " --overlap newest (a igual clave prevalece el más reciente; lo que ya no contiene se queda) o --overlap add"
        " (cuentan ambos). No se guardó nada.",
    )


class KeysReused(BeffroiError, ValueError):
    """Most keys that a delivery shares with earlier ones name other events: keys may start again."""

    message = text(
        "{shared} keys of this file are already in “{dataset}”, and {redated} of them now have another date: either the"
        " records were corrected, or the numbering starts again.",
        "{shared} clés de ce fichier figurent déjà dans « {dataset} », et {redated} d’entre elles ont une autre date :"
        " soit les enregistrements ont été corrigés, soit la numérotation recommence.",
        "{shared} claves de este archivo ya están en «{dataset}», y {redated} de ellas tienen ahora otra fecha: o se"
        " corrigieron los registros, o la numeración vuelve a empezar.",
    )
    remedy = text(
        "Say which: --overlap newest (corrected records: the newer holds) or --overlap add (other records: both are"
        " counted); the profile can say so for every delivery. Nothing was stored.",
        "Précisez : --overlap newest (enregistrements corrigés : le plus récent fait foi) ou --overlap add (autres"
        " enregistrements : les deux comptent) ; le profil peut le dire pour toutes les livraisons. Rien n’a été"
        " enregistré.",
        "Indique cuál: --overlap newest (registros corregidos: prevalece el más reciente) o --overlap add (otros"
        " registros: cuentan ambos); el perfil puede decirlo para todas las entregas. No se guardó nada.",
    )
    exit_code = 2


class NewestNeedsAKey(BeffroiError, ValueError):
    """The newer of two records is told by their key, and these rows have none."""

    message = text(
        "The rows of “{dataset}” have no key: which of them are the same record cannot be told.",
        "Les lignes de « {dataset} » n’ont pas de clé : impossible de dire lesquelles sont le même enregistrement.",
        "Las filas de «{dataset}» no tienen clave: no se puede saber cuáles son el mismo registro.",
    )
    remedy = text(
        "Use --overlap replace (the new file holds for its days) or --overlap add (both are counted), or name the key in"
        " the profile. Nothing was stored.",
        "Utilisez --overlap replace (le nouveau fichier fait foi pour ses jours) ou --overlap add (les deux comptent),"
        " ou indiquez la clé dans le profil. Rien n’a été enregistré.",
        "Use --overlap replace (el archivo nuevo prevalece en sus días) o --overlap add (cuentan ambos), o indique la"
        " clave en el perfil. No se guardó nada.",
    )
    exit_code = 2


class PastNotPublished(BeffroiError, PermissionError):
    """An answer as of an earlier delivery is for entitled eyes: beside the current one it would tell corrections."""

    message = text(
        "An answer as of {when} is not published: beside the current one it would tell which records were corrected.",
        "Une réponse à la date du {when} ne se diffuse pas : à côté de l’actuelle, elle dirait quels enregistrements ont"
        " été corrigés.",
        "Una respuesta a fecha de {when} no se publica: junto a la actual diría qué registros se corrigieron.",
    )
    remedy = text(
        "Publish the current answer, and `beffroi ask revisions` for how counts grew.",
        "Diffusez la réponse actuelle, et `beffroi ask revisions` pour l’évolution des effectifs.",
        "Publique la respuesta actual, y `beffroi ask revisions` para cómo crecieron los recuentos.",
    )
    exit_code = 3
    status = 403


class NothingYet(BeffroiError, LookupError):
    """No delivery had arrived at that moment."""

    message = text(
        "Nothing had been delivered as of {when}: the first delivery arrived on {first}.",
        "Rien n’avait été livré à la date du {when} : la première livraison est arrivée le {first}.",
        "No se había entregado nada a fecha de {when}: la primera entrega llegó el {first}.",
    )
    remedy = text(
        "Name a later day, such as 2024-05-01, or a delivery; `beffroi check` lists them.",
        "Indiquez un jour ultérieur, comme 2024-05-01, ou une livraison ; `beffroi check` en donne la liste.",
        "Indique un día posterior, como 2024-05-01, o una entrega; `beffroi check` las lista.",
    )
    exit_code = 2
    status = 404
