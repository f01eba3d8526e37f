"""Why an address or an answer of a portal is refused: what fills the errors of `beffroi.errors.portals`."""

from beffroi.vocabulary.text import text

NOT_A_URL = text(
    "it is not a complete address, such as https://data.example.org/file.csv",
    "ce n’est pas une adresse complète, comme https://data.example.org/file.csv",
    "no es una dirección completa, como https://data.example.org/file.csv",
)
SCHEME = text(
    "only https is fetched, not {scheme}", "seul https est admis, pas {scheme}", "solo se admite https, no {scheme}"
)
PLAIN_HTTP = text(
    "http can be read and changed on the way; --plain-http accepts that",
    "http peut être lu et modifié en chemin ; --plain-http l’accepte",
    "http puede leerse y alterarse en el camino; --plain-http lo acepta",
)
DOWNGRADE = text(
    "the portal sends from https on to http",
    "le portail renvoie de https vers http",
    "el portal remite de https a http",
)
CREDENTIALS = text(
    "it holds a name or a password; a key goes into an environment variable",
    "elle contient un nom ou un mot de passe ; une clé se donne par une variable d’environnement",
    "contiene un nombre o una contraseña; una clave se indica en una variable de entorno",
)
PORT = text(
    "port {port} is not one of the web", "le port {port} n’est pas un port du web", "el puerto {port} no es de la web"
)
NUMERIC = text(
    "“{host}” is a disguised numeric address",
    "« {host} » est une adresse numérique déguisée",
    "«{host}» es una dirección numérica disfrazada",
)
LOCAL_NAME = text(
    "“{host}” names a machine of this network, not one of the public internet",
    "« {host} » désigne une machine de ce réseau, pas de l’internet public",
    "«{host}» nombra una máquina de esta red, no de la internet pública",
)
INWARD = text(
    "“{host}” leads to {address}, which is not on the public internet",
    "« {host} » mène à {address}, qui n’est pas sur l’internet public",
    "«{host}» lleva a {address}, que no está en la internet pública",
)
TOO_MANY = text(
    "it was redirected more than {limit} times",
    "elle a été redirigée plus de {limit} fois",
    "se redirigió más de {limit} veces",
)
TOO_LONG = text("it is too long", "elle est trop longue", "es demasiado larga")


ADVICE_KEY = text(
    "It asks for a key, or refuses this one: see “Keys” in the guide.",
    "Il demande une clé, ou refuse celle-ci : voir « Keys » dans le guide.",
    "Pide una clave, o rechaza esta: véase «Keys» en la guía.",
)
ADVICE_GONE = text(
    "The data set was moved or withdrawn: look it up on the portal.",
    "Le jeu de données a été déplacé ou retiré : cherchez-le sur le portail.",
    "El conjunto de datos se trasladó o se retiró: búsquelo en el portal.",
)
ADVICE_OTHER = text(
    "Check the address and the filter.", "Vérifiez l’adresse et le filtre.", "Compruebe la dirección y el filtro."
)


BYTES = text("bytes", "octets", "bytes")
ROWS = text("rows", "lignes", "filas")
PAGES = text("pages", "pages", "páginas")


NOT_JSON = text("it is not JSON", "ce n’est pas du JSON", "no es JSON")
LACKS = text("it has no “{name}”", "elle n’a pas de « {name} »", "no tiene «{name}»")
SAYS = text("it says “{words}”", "elle dit « {words} »", "dice «{words}»")
EMPTY = text("it is empty", "elle est vide", "está vacía")
REPEATS = text(
    "two pages in a row are the same: it ignores the page asked",
    "deux pages de suite sont identiques : elle ignore la page demandée",
    "dos páginas seguidas son iguales: ignora la página pedida",
)
HEADERS_DIFFER = text(
    "two pages have different columns",
    "deux pages ont des colonnes différentes",
    "dos páginas tienen columnas distintas",
)
CODED = text("it is coded as “{coding}”", "elle est codée en « {coding} »", "está codificada como «{coding}»")
NOT_RANGED = text(
    "it sent another part than the one asked",
    "elle a envoyé une autre partie que celle demandée",
    "envió otra parte que la pedida",
)
SHAPES = text(
    "this layer gives shapes other than points only in a form of its own",
    "cette couche ne donne les formes autres que des points que dans un format propre",
    "esta capa solo da formas que no son puntos en un formato propio",
)
SUM = text(
    "its bytes do not have the checksum that the portal states",
    "ses octets n’ont pas la somme de contrôle indiquée par le portail",
    "sus bytes no tienen la suma de control que indica el portal",
)
ZIPPED = text("the archive is damaged", "l’archive est endommagée", "el archivo comprimido está dañado")
ODD = text(
    "its description of the data is not in the form that this kind of portal gives",
    "sa description des données n’a pas la forme que donne ce type de portail",
    "su descripción de los datos no tiene la forma que da este tipo de portal",
)
