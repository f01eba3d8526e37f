"""Errors of fetching from a portal: an address that is refused, a portal that does not answer or answers something else."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class PortalError(BeffroiError):
    """Root of what can go wrong between a portal and the observatory; nothing is stored."""


class AddressRefused(PortalError, ValueError):
    """An address that is never fetched, whoever asks."""

    message = text(
        "The address {url} is refused: {why}.",
        "L’adresse {url} est refusée : {why}.",
        "La dirección {url} se rechaza: {why}.",
    )
    remedy = text(
        "Nothing was fetched from it. Give the public https address of the data set on its portal, or download the file and import it.",
        "Rien n’y a été téléchargé. Donnez l’adresse https publique du jeu de données sur son portail, ou téléchargez le fichier et importez-le.",
        "No se descargó nada de ella. Indique la dirección https pública del conjunto de datos en su portal, o descargue el archivo e impórtelo.",
    )
    exit_code = 2


class BadPortalAddress(PortalError, ValueError):
    """What was given is no data set of that kind of portal."""

    message = text(
        "“{found}” is not a data set of {portal}.",
        "« {found} » n’est pas un jeu de données de {portal}.",
        "«{found}» no es un conjunto de datos de {portal}.",
    )
    remedy = text("Give it as: {example}", "Donnez-le ainsi : {example}", "Indíquelo así: {example}")
    exit_code = 2


class NotOfThisPortal(PortalError, ValueError):
    """An option or a format that the portal does not have."""

    message = text("{portal} does not take {found}.", "{portal} n’accepte pas {found}.", "{portal} no admite {found}.")
    remedy = text("Possible: {known}.", "Possibles : {known}.", "Posibles: {known}.")
    exit_code = 2


class BadKey(PortalError, ValueError):
    """A key that cannot be sent: it holds a space, a line end or an accent."""

    message = text(
        "The key in {variable} cannot be sent: it holds a space, a line end or a special character.",
        "La clé de {variable} ne peut pas être envoyée : elle contient une espace, une fin de ligne ou un caractère spécial.",
        "La clave de {variable} no puede enviarse: contiene un espacio, un fin de línea o un carácter especial.",
    )
    remedy = text(
        "Copy it again from the portal; it is not shown here.",
        "Copiez-la de nouveau depuis le portail ; elle n’est pas affichée ici.",
        "Cópiela de nuevo del portal; aquí no se muestra.",
    )
    exit_code = 2


class PortalSilent(PortalError, OSError):
    """No connection, or one that broke or dragged on, after every attempt."""

    message = text(
        "{host} did not answer as it should after {attempts} attempts ({why}).",
        "{host} n’a pas répondu correctement après {attempts} tentatives ({why}).",
        "{host} no respondió como debía tras {attempts} intentos ({why}).",
    )
    remedy = text(
        "What was received is kept: the same command goes on from there. Check the network and the address.",
        "Ce qui a été reçu est gardé : la même commande reprendra de là. Vérifiez le réseau et l’adresse.",
        "Lo recibido se conserva: la misma orden continuará desde ahí. Compruebe la red y la dirección.",
    )


class HostUnknown(PortalError, OSError):
    """A name that leads nowhere."""

    message = text(
        "No machine answers to the name {host}.",
        "Aucune machine ne répond au nom {host}.",
        "Ninguna máquina responde al nombre {host}.",
    )
    remedy = text(
        "Check the spelling of the address and the network.",
        "Vérifiez l’orthographe de l’adresse et le réseau.",
        "Compruebe la ortografía de la dirección y la red.",
    )


class Untrusted(PortalError, OSError):
    """A certificate that does not vouch for the portal."""

    message = text(
        "The certificate of {host} is not trusted ({why}).",
        "Le certificat de {host} n’est pas reconnu ({why}).",
        "El certificado de {host} no es de confianza ({why}).",
    )
    remedy = text(
        "Somebody may stand in between, or the portal let it expire: tell the publisher. There is no option to ignore it.",
        "Un tiers s’interpose peut-être, ou le portail l’a laissé expirer : prévenez l’éditeur. Aucune option ne permet de passer outre.",
        "Puede que alguien se interponga, o que el portal lo dejara caducar: avise al editor. No hay opción para ignorarlo.",
    )


class PortalRefused(PortalError, PermissionError):
    """The portal says no."""

    message = text("{url} answered {status}.", "{url} a répondu {status}.", "{url} respondió {status}.")
    remedy = text("{advice}", "{advice}", "{advice}")


class PortalBusy(PortalError, OSError):
    """Too many requests, or a failure of the portal's own, longer than is worth waiting for."""

    message = text(
        "{host} is busy or failing ({status}); come back in {seconds} s.",
        "{host} est saturé ou en panne ({status}) ; revenez dans {seconds} s.",
        "{host} está saturado o falla ({status}); vuelva dentro de {seconds} s.",
    )
    remedy = text(
        "What was received is kept: give the same command again then. A key of your own is often served first.",
        "Ce qui a été reçu est gardé : relancez alors la même commande. Une clé à vous est souvent mieux servie.",
        "Lo recibido se conserva: repita entonces la misma orden. Con una clave propia se suele recibir mejor servicio.",
    )


class WrongContent(PortalError, ValueError):
    """A page for persons where a file was expected: a login form, a notice, a maintenance page."""

    message = text(
        "{url} sent {found} where {expected} was expected.",
        "{url} a envoyé {found} là où {expected} était attendu.",
        "{url} envió {found} donde se esperaba {expected}.",
    )
    remedy = text(
        "Nothing was stored. Open the address in a browser: it may ask to sign in, or have moved.",
        "Rien n’a été enregistré. Ouvrez l’adresse dans un navigateur : elle demande peut-être de s’identifier, ou a changé.",
        "No se guardó nada. Abra la dirección en un navegador: quizá pida identificarse, o haya cambiado.",
    )


class TooLarge(PortalError, ValueError):
    """More than is taken in one go."""

    message = text(
        "{url} sends more than {limit} {what}.",
        "{url} envoie plus de {limit} {what}.",
        "{url} envía más de {limit} {what}.",
    )
    remedy = text(
        "Nothing was stored. Narrow it with --filter, or raise --most-megabytes or --most-rows.",
        "Rien n’a été enregistré. Réduisez avec --filter, ou relevez --most-megabytes ou --most-rows.",
        "No se guardó nada. Redúzcalo con --filter, o aumente --most-megabytes o --most-rows.",
    )
    exit_code = 2


class Grows(PortalError, ValueError):
    """A compressed answer that would fill the memory."""

    message = text(
        "{url} sends bytes that grow {ratio} times; at most {limit} times is read.",
        "{url} envoie des octets qui grossissent {ratio} fois ; la lecture s’arrête à {limit} fois.",
        "{url} envía bytes que crecen {ratio} veces; se lee como máximo {limit} veces.",
    )
    remedy = text(
        "Nothing was stored. This is no honest file: tell the publisher.",
        "Rien n’a été enregistré. Ce n’est pas un fichier honnête : prévenez l’éditeur.",
        "No se guardó nada. No es un archivo honesto: avise al editor.",
    )


class NoRoom(PortalError, OSError):
    """The disk cannot hold what is announced."""

    message = text(
        "{url} announces {needed} bytes, and the disk has {free} free.",
        "{url} annonce {needed} octets, et le disque n’en a que {free} de libres.",
        "{url} anuncia {needed} bytes, y el disco tiene {free} libres.",
    )
    remedy = text(
        "Make room, or narrow it with --filter.",
        "Faites de la place, ou réduisez avec --filter.",
        "Haga sitio, o redúzcalo con --filter.",
    )


class Truncated(PortalError, OSError):
    """Fewer bytes than announced, every time."""

    message = text(
        "{url} announced {announced} bytes and sent {received}.",
        "{url} a annoncé {announced} octets et en a envoyé {received}.",
        "{url} anunció {announced} bytes y envió {received}.",
    )
    remedy = text(
        "No snapshot was made. What was received is kept where the portal lets it be continued: give the command again.",
        "Aucune copie n’a été faite. Ce qui a été reçu est gardé si le portail permet de le poursuivre : relancez la commande.",
        "No se hizo ninguna copia. Lo recibido se conserva si el portal permite continuarlo: repita la orden.",
    )


class MovedMeanwhile(PortalError, ValueError):
    """The publisher changed the data between two pages: the pages do not fit together."""

    message = text(
        "The data of {url} changed while they were fetched: {before} at first, {after} at the end.",
        "Les données de {url} ont changé pendant le téléchargement : {before} au début, {after} à la fin.",
        "Los datos de {url} cambiaron durante la descarga: {before} al principio, {after} al final.",
    )
    remedy = text(
        "No snapshot was made, since rows may be missing or doubled. Give the command again.",
        "Aucune copie n’a été faite, car des lignes peuvent manquer ou être en double. Relancez la commande.",
        "No se hizo ninguna copia, pues pueden faltar filas o estar repetidas. Repita la orden.",
    )


class RowsDiffer(PortalError, ValueError):
    """The rows received are not those announced."""

    message = text(
        "{url} announced {announced} rows and sent {received}.",
        "{url} a annoncé {announced} lignes et en a envoyé {received}.",
        "{url} anunció {announced} filas y envió {received}.",
    )
    remedy = text(
        "No snapshot was made. Give the command again; if it persists, tell the publisher.",
        "Aucune copie n’a été faite. Relancez la commande ; si cela persiste, prévenez l’éditeur.",
        "No se hizo ninguna copia. Repita la orden; si persiste, avise al editor.",
    )


class BadAnswer(PortalError, ValueError):
    """An answer that is not of the portal's documented form."""

    message = text(
        "The answer of {url} cannot be used: {why}.",
        "La réponse de {url} est inutilisable : {why}.",
        "La respuesta de {url} no puede usarse: {why}.",
    )
    remedy = text(
        "No snapshot was made. Check that the address is of this kind of portal, and the filter.",
        "Aucune copie n’a été faite. Vérifiez que l’adresse est bien de ce type de portail, et le filtre.",
        "No se hizo ninguna copia. Compruebe que la dirección sea de este tipo de portal, y el filtro.",
    )


class ChooseResource(PortalError, ValueError):
    """A data set of several files, and nobody said which."""

    message = text(
        "The data set “{dataset}” has {n} files that could be meant: {found}.",
        "Le jeu de données « {dataset} » a {n} fichiers possibles : {found}.",
        "El conjunto de datos «{dataset}» tiene {n} archivos posibles: {found}.",
    )
    remedy = text(
        "Name one with --resource, by its identifier or its name.",
        "Nommez-en un avec --resource, par son identifiant ou son nom.",
        "Nombre uno con --resource, por su identificador o su nombre.",
    )
    exit_code = 2


class NotPublished(PortalError, LookupError):
    """The archive holds no such month, force or kind."""

    message = text(
        "The archive has no “{wanted}”. It has: {found}.",
        "L’archive n’a pas « {wanted} ». Elle a : {found}.",
        "El archivo no tiene «{wanted}». Tiene: {found}.",
    )
    remedy = text(
        "Correct --month, --force or --kind.",
        "Corrigez --month, --force ou --kind.",
        "Corrija --month, --force o --kind.",
    )
    exit_code = 2


class AlreadyFetching(PortalError, BlockingIOError):
    """Two fetches of the same data at once."""

    message = text(
        "Another command is fetching {url} into this observatory.",
        "Une autre commande télécharge {url} dans cet observatoire.",
        "Otra orden está descargando {url} en este observatorio.",
    )
    remedy = text("Wait until it has ended.", "Attendez qu’elle ait fini.", "Espere a que termine.")


class SnapshotAltered(PortalError, ValueError):
    """A fetched file is no longer what was received."""

    message = text(
        "“{file}” is no longer what was fetched: its SHA-256 differs from the one written down.",
        "« {file} » n’est plus ce qui a été téléchargé : son SHA-256 diffère de celui qui a été noté.",
        "«{file}» ya no es lo que se descargó: su SHA-256 difiere del anotado.",
    )
    remedy = text(
        "Fetch it again with --again, or import a copy of your own from outside the folder of snapshots.",
        "Téléchargez-le de nouveau avec --again, ou importez votre propre copie hors du dossier des téléchargements.",
        "Descárguelo de nuevo con --again, o importe una copia propia desde fuera de la carpeta de descargas.",
    )
