"""Refusals of the rules of publication."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class NotPublic(BeffroiError, PermissionError):
    """The answer discloses single records."""

    message = text(
        "The answer “{name}” discloses single records and is never published.",
        "La réponse « {name} » révèle des enregistrements individuels : elle n’est jamais publiée.",
        "La respuesta «{name}» revela registros individuales y nunca se publica.",
    )
    remedy = text(
        "Ask it for your own work with `beffroi ask`.",
        "Interrogez-la pour votre propre travail avec `beffroi ask`.",
        "Consúltela para su propio trabajo con `beffroi ask`.",
    )
    exit_code = 3
    status = 403


class UnderAgreement(BeffroiError, PermissionError):
    """The source is under agreement."""

    message = text(
        "“{dataset}” is under agreement {agreement}: it cannot be published while releases are protected by threshold only.",
        "« {dataset} » relève de la convention {agreement} : il ne peut pas être diffusé tant que les diffusions ne sont protégées que par un seuil.",
        "«{dataset}» está sujeto al convenio {agreement}: no puede publicarse mientras las publicaciones estén protegidas solo por un umbral.",
    )
    remedy = text(
        "Working answers remain possible with `beffroi ask`.",
        "Les réponses de travail restent possibles avec `beffroi ask`.",
        "Las respuestas de trabajo siguen siendo posibles con `beffroi ask`.",
    )
    exit_code = 3
    status = 403


class TooMuchUnmapped(BeffroiError, PermissionError):
    """Too many offences are not classified."""

    message = text(
        "{share} of the records of “{dataset}” have an offence that is not classified; a release stops above 1 %.",
        "{share} des enregistrements de « {dataset} » ont une infraction non classée ; une diffusion s’arrête au-delà de 1 %.",
        "El {share} de los registros de «{dataset}» tiene un delito sin clasificar; una publicación se detiene por encima del 1 %.",
    )
    remedy = text(
        "Map these source categories in the profile: {categories}.",
        "Classez ces catégories de la source dans le profil : {categories}.",
        "Clasifique estas categorías de la fuente en el perfil: {categories}.",
    )
    exit_code = 3
    status = 403
