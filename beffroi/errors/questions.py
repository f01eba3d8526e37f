"""Errors of asking: an unknown analysis, a parameter out of bounds, an unknown place."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class UnknownAnalysis(BeffroiError, LookupError):
    """No analysis has that name."""

    message = text(
        "There is no analysis named “{name}”.",
        "Il n’existe pas d’analyse nommée « {name} ».",
        "No existe ningún análisis llamado «{name}».",
    )
    remedy = text(
        "`beffroi catalogue` lists them: {known}.",
        "`beffroi catalogue` en donne la liste : {known}.",
        "`beffroi catalogue` da la lista: {known}.",
    )
    exit_code = 2
    status = 404


class BadParameter(BeffroiError, ValueError):
    """A parameter does not have an allowed value."""

    message = text(
        "The parameter “{name}” cannot be {found}: {why}.",
        "Le paramètre « {name} » ne peut pas valoir {found} : {why}.",
        "El parámetro «{name}» no puede ser {found}: {why}.",
    )
    remedy = text(
        "`beffroi catalogue {analysis}` gives its unit and bounds.",
        "`beffroi catalogue {analysis}` donne son unité et ses bornes.",
        "`beffroi catalogue {analysis}` indica su unidad y sus límites.",
    )
    exit_code = 2


class UnknownDataset(BeffroiError, LookupError):
    """The observatory holds no such data set, or several and none was named."""

    message = text(
        "The data set “{name}” is not in this observatory.",
        "Le jeu de données « {name} » n’est pas dans cet observatoire.",
        "El conjunto de datos «{name}» no está en este observatorio.",
    )
    remedy = text(
        "It holds: {known}. Name one with --dataset.",
        "Il contient : {known}. Indiquez-en un avec --dataset.",
        "Contiene: {known}. Indique uno con --dataset.",
    )
    exit_code = 2
    status = 404


class EncountersApart(BeffroiError, ValueError):
    """A data set of stops was asked as if its rows were incidents."""

    message = text(
        "The data set “{name}” holds encounters (stops, searches), not incidents: they are never counted with offences.",
        "Le jeu de données «\u00a0{name}\u00a0» contient des contrôles et non des faits\u00a0: ils ne sont jamais comptés avec les "
        "infractions.",
        "El conjunto de datos «{name}» contiene controles policiales, no incidentes: nunca se cuentan con los delitos.",
    )
    remedy = text(
        "It is kept and accounted for; analyses of stops are of their own kind. Of incidents there are: {known}.",
        "Il est conservé et ses lignes sont toutes comptées\u00a0; les contrôles ont leurs propres analyses. Jeux de faits\u00a0: "
        "{known}.",
        "Se conserva y se da cuenta de todas sus filas; los controles tienen sus propios análisis. De incidentes hay: {known}.",
    )
    exit_code = 2


class ChooseDataset(BeffroiError, ValueError):
    """Several data sets could answer; adding them up would count twice."""

    message = text(
        "Several data sets could answer: {known}. They may overlap, so they are never added up.",
        "Plusieurs jeux de données peuvent répondre : {known}. Ils peuvent se recouvrir : ils ne sont jamais additionnés.",
        "Varios conjuntos de datos pueden responder: {known}. Pueden solaparse, por eso nunca se suman.",
    )
    remedy = text("Name one with --dataset.", "Indiquez-en un avec --dataset.", "Indique uno con --dataset.")
    exit_code = 2


class UnknownPlace(BeffroiError, LookupError):
    """A place set or a place code is not known."""

    message = text(
        "“{name}” is not a known place or place set.",
        "« {name} » n’est ni un lieu ni un ensemble de lieux connu.",
        "«{name}» no es un lugar ni un conjunto de lugares conocido.",
    )
    remedy = text("Known: {known}.", "Connus : {known}.", "Conocidos: {known}.")
    exit_code = 2
    status = 404


class UnknownOffence(BeffroiError, LookupError):
    """An offence code is not in the classification."""

    message = text(
        "“{name}” is not a code of the international classification (ICCS).",
        "« {name} » n’est pas un code de la classification internationale (ICCS).",
        "«{name}» no es un código de la clasificación internacional (ICCS).",
    )
    remedy = text(
        "`beffroi catalogue offences` lists the codes in use.",
        "`beffroi catalogue offences` donne les codes utilisés.",
        "`beffroi catalogue offences` lista los códigos en uso.",
    )
    exit_code = 2


class BadPeriod(BeffroiError, ValueError):
    """A period cannot be read."""

    message = text("“{found}” is not a period.", "« {found} » n’est pas une période.", "«{found}» no es un periodo.")
    remedy = text(
        "Write 2018, 2018-03, 2018-03-05 or first/last, such as 2018-01/2018-07.",
        "Écrivez 2018, 2018-03, 2018-03-05 ou premier/dernier, comme 2018-01/2018-07.",
        "Escriba 2018, 2018-03, 2018-03-05 o primero/último, como 2018-01/2018-07.",
    )
    exit_code = 2
