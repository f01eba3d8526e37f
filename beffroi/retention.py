"""What became of a source column: kept or dropped, why, until when."""

from beffroi.store.catalogue import Delivery
from beffroi.vocabulary.text import text

_KEPT = text(
    "{file}: “{column}” is kept, because the profile “{profile}” maps it; until the delivery {delivery} is deleted.",
    "{file} : « {column} » est conservée, car le profil « {profile} » l’utilise ; jusqu’à la suppression de la livraison {delivery}.",
    "{file}: «{column}» se conserva, porque el perfil «{profile}» la usa; hasta que se borre la entrega {delivery}.",
)
_RAW = text(
    "{file}: “{column}” is not in any table, because the profile “{profile}” does not name it; it remains in the raw file, kept as received, until the delivery {delivery} is deleted.",
    "{file} : « {column} » n’est dans aucune table, car le profil « {profile} » ne la cite pas ; elle reste dans le fichier brut, conservé tel que reçu, jusqu’à la suppression de la livraison {delivery}.",
    "{file}: «{column}» no está en ninguna tabla, porque el perfil «{profile}» no la nombra; permanece en el archivo original, guardado tal como se recibió, hasta que se borre la entrega {delivery}.",
)
_GONE = text(
    "{file}: “{column}” was dropped at import; the source is under agreement and only the mapped columns were kept.",
    "{file} : « {column} » a été écartée à l’importation ; la source relève d’une convention et seules les colonnes utilisées ont été conservées.",
    "{file}: «{column}» se descartó al importar; la fuente está sujeta a un convenio y solo se conservaron las columnas usadas.",
)
_ABSENT = text(
    "{file}: there is no column “{column}”.",
    "{file} : il n’y a pas de colonne « {column} ».",
    "{file}: no hay ninguna columna «{column}».",
)


def explain(delivery: Delivery, column: str, *, locale: str) -> str:
    """Return one sentence on what a delivery did with a source column."""
    told = {"file": delivery.file_name, "column": column, "profile": delivery.profile["name"], "delivery": delivery.id}
    if column in delivery.account["columns_kept"]:
        return _only(_KEPT, told, locale)
    if column not in delivery.account["columns_not_kept"]:
        return _only(_ABSENT, told, locale)
    return _only(_RAW if delivery.profile["keep_raw"] == "as_received" else _GONE, told, locale)


def _only(wording: object, told: dict[str, str], locale: str) -> str:
    fields = wording.fields  # type: ignore[attr-defined]
    return str(wording(locale, **{name: told[name] for name in fields}))  # type: ignore[operator]
