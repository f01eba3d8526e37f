"""Terms of the field, each worded and explained once in three languages: the glossary is made from here."""

from dataclasses import dataclass

from beffroi.vocabulary.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term and what it means in this product."""

    word: Text
    meaning: Text


def _term(word: Text, meaning: Text) -> Term:
    return Term(word=word, meaning=meaning)


RECORDS = (
    _term(
        text("incident", "fait enregistré", "incidente"),
        text(
            "Something that happened at a place and was recorded. What is not recorded is not in the data.",
            "Ce qui s’est produit en un lieu et a été enregistré. Ce qui n’est pas enregistré est absent des données.",
            "Lo que ocurrió en un lugar y fue registrado. Lo que no se registra no está en los datos.",
        ),
    ),
    _term(
        text("recorded offence", "infraction enregistrée", "delito registrado"),
        text(
            "An incident that the source has classed as an offence. It is not a judgment by a court.",
            "Fait que la source a qualifié d’infraction. Ce n’est pas une décision de justice.",
            "Incidente que la fuente clasificó como delito. No es una decisión judicial.",
        ),
    ),
    _term(
        text("counting unit", "unité de compte", "unidad de conteo"),
        text(
            "What one unit of a count is: an offence, a victim, an event, a call or a file. Units are never added together.",
            "Ce que compte une unité\u00a0: infraction, victime, évènement, appel ou dossier. On n’additionne jamais deux unités.",
            "Lo que cuenta cada unidad: delito, víctima, evento, llamada o carpeta. Nunca se suman unidades distintas.",
        ),
    ),
    _term(
        text("investigation file", "dossier d’enquête", "carpeta de investigación"),
        text(
            "A file opened by a prosecutor. One file may hold several offences, and some hold none.",
            "Dossier ouvert par un parquet. Un dossier peut porter sur plusieurs infractions, ou sur aucune.",
            "Expediente abierto por una fiscalía. Puede contener varios delitos, o ninguno.",
        ),
    ),
    _term(
        text("delivery", "livraison", "entrega"),
        text(
            "One file as a partner delivered it, kept under the hash of its content. Every number names its deliveries.",
            "Fichier tel qu’un partenaire l’a transmis, conservé sous l’empreinte de son contenu. Tout chiffre cite les siens.",
            "Archivo tal como lo entregó un socio, guardado bajo la huella de su contenido. Toda cifra cita los suyos.",
        ),
    ),
    _term(
        text("source profile", "profil de source", "perfil de fuente"),
        text(
            "The reviewed contract that says how to read one kind of file: columns, formats, places, offences, precision.",
            "Contrat relu qui dit comment lire un type de fichier\u00a0: colonnes, formats, lieux, infractions, précision.",
            "Contrato revisado que dice cómo leer un tipo de archivo: columnas, formatos, lugares, delitos, precisión.",
        ),
    ),
    _term(
        text("quarantine", "quarantaine", "cuarentena"),
        text(
            "Rows that could not be read with certainty. They are kept with the reason, and never counted.",
            "Lignes qui n’ont pu être lues avec certitude. Elles sont gardées avec leur motif et jamais comptées.",
            "Filas que no pudieron leerse con certeza. Se guardan con su motivo y nunca se cuentan.",
        ),
    ),
    _term(
        text("coverage", "couverture (des données)", "cobertura (de los datos)"),
        text(
            "The days for which data were delivered. Outside it, the absence of incidents means nothing.",
            "Jours pour lesquels des données ont été livrées. En dehors, l’absence de faits ne signifie rien.",
            "Días para los que se entregaron datos. Fuera de ella, la ausencia de incidentes no significa nada.",
        ),
    ),
    _term(
        text("aoristic", "aoristique", "aorístico"),
        text(
            "Said of a count in which an event of unknown time is shared evenly over the interval in which it happened.",
            "Se dit d’un compte où un fait d’heure inconnue est réparti également sur l’intervalle où il s’est produit.",
            "Se dice de un recuento en el que un hecho de hora desconocida se reparte por igual en su intervalo.",
        ),
    ),
    _term(
        text("heaping", "concentration sur des valeurs rondes", "acumulación en valores redondos"),
        text(
            "An excess at midnight, noon or the first of the month: a default was written where the time was unknown.",
            "Excès à minuit, à midi ou le premier du mois\u00a0: une valeur par défaut remplace une heure inconnue.",
            "Exceso a medianoche, a mediodía o el primero de mes: un valor por defecto sustituye a la hora desconocida.",
        ),
    ),
    _term(
        text("recording mode", "mode d’enregistrement", "modo de registro"),
        text(
            "Who causes a record to exist: a person who reports, police activity, or both.",
            "Ce qui fait exister l’enregistrement\u00a0: un signalement, l’activité de la police, ou les deux.",
            "Lo que da lugar al registro: una denuncia, la actividad policial, o ambas.",
        ),
    ),
    _term(
        Text(
            en="reporting rate",
            fr="taux de signalement",
            es="tasa de denuncia",
            variants={"fr_FR": "taux de plainte"},
        ),
        text(
            "The share of what happened that was reported. Police records alone cannot give it; surveys can.",
            "Part de ce qui s’est produit qui a été signalée. Seules les enquêtes de victimation permettent de l’estimer.",
            "Proporción de lo ocurrido que se denunció. Solo las encuestas de victimización permiten estimarla.",
        ),
    ),
)

MEASURES = (
    _term(
        text("rate", "taux", "tasa"),
        text(
            "Incidents divided by an exposure and by the time covered.",
            "Nombre de faits divisé par un dénominateur d’exposition et par le temps couvert.",
            "Número de incidentes dividido por una población expuesta y por el tiempo cubierto.",
        ),
    ),
    _term(
        text("exposure", "dénominateur d’exposition", "población expuesta"),
        text(
            "How many could have been affected: residents, boardings, premises. The choice changes the rate and its meaning.",
            "Combien auraient pu être touchés\u00a0: habitants, montées, commerces. Ce choix change le taux et son sens.",
            "Cuántos habrían podido verse afectados: residentes, abordajes, locales. Esta elección cambia la tasa y su sentido.",
        ),
    ),
    _term(
        text("rate ratio", "rapport de taux", "razón de tasas"),
        text(
            "One rate divided by another. 1 means no difference.",
            "Un taux divisé par un autre. 1 signifie aucune différence.",
            "Una tasa dividida por otra. 1 significa ninguna diferencia.",
        ),
    ),
    _term(
        text("over-dispersion", "surdispersion", "sobredispersión"),
        text(
            "Counts vary more than independent events would. Limits are widened accordingly.",
            "Les effectifs varient plus que ne le feraient des faits indépendants. Les bornes sont élargies d’autant.",
            "Los recuentos varían más de lo que harían hechos independientes. Los límites se amplían en consecuencia.",
        ),
    ),
    _term(
        text("funnel chart", "graphique en entonnoir", "gráfico de embudo"),
        text(
            "Rates against the size of their exposure, with limits that narrow as size grows. Outside is different, not worse.",
            "Taux selon la taille du dénominateur, avec des bornes qui se resserrent. En dehors, c’est différent, non pire.",
            "Tasas según el tamaño de la población expuesta, con límites que se estrechan. Fuera es diferente, no peor.",
        ),
    ),
    _term(
        text("bandwidth", "rayon de lissage", "ancho de banda"),
        text(
            "How far one incident spreads on a density map. Larger is smoother.",
            "Distance sur laquelle un fait se répand sur une carte de densité. Plus il est grand, plus la carte est lisse.",
            "Distancia a la que se extiende un incidente en un mapa de densidad. Cuanto mayor, más suave es el mapa.",
        ),
    ),
    _term(
        text("false discovery rate", "taux de fausses découvertes", "tasa de falsos descubrimientos"),
        text(
            "Among the cells called hot, the share expected to be so by chance.",
            "Parmi les mailles dites chaudes, part attendue de celles qui le sont par hasard.",
            "Entre las celdas llamadas calientes, proporción esperada de las que lo son por azar.",
        ),
    ),
    _term(
        text("95 % interval", "intervalle à 95\u00a0%", "intervalo del 95 %"),
        text(
            "What ordinary variation of recorded incidents would produce. It does not cover what goes unrecorded.",
            "Ce que produirait la variation ordinaire des faits enregistrés. Il ne couvre pas ce qui n’est pas enregistré.",
            "Lo que produciría la variación ordinaria de los incidentes registrados. No cubre lo que no se registra.",
        ),
    ),
)

PATTERNS = (
    _term(
        text("hot spot", "point chaud", "punto caliente"),
        text(
            "A small area with more incidents than its surroundings. It may also be where most people are.",
            "Petit secteur qui compte plus de faits que ses alentours. C’est parfois aussi là que se trouvent les gens.",
            "Zona pequeña con más incidentes que su entorno. A veces es también donde hay más gente.",
        ),
    ),
    _term(
        text("near repeat", "répétition rapprochée", "repetición cercana"),
        text(
            "An incident soon after another and close to it, more often than places and dates alone would explain.",
            "Fait proche d’un autre et survenu peu après, plus souvent que les lieux et les dates seuls ne l’expliquent.",
            "Incidente cercano a otro y poco posterior, más a menudo de lo que explican por sí solos lugares y fechas.",
        ),
    ),
    _term(
        text("repeat victimisation", "victimation répétée", "victimización repetida"),
        text(
            "Several incidents at the same place. Persons are not followed here.",
            "Plusieurs faits en un même lieu. Les personnes ne sont pas suivies ici.",
            "Varios incidentes en un mismo lugar. Aquí no se sigue a las personas.",
        ),
    ),
    _term(
        text("concentration", "concentration", "concentración"),
        text(
            "How few areas hold most incidents, corrected for there being fewer incidents than areas.",
            "Faible nombre de territoires réunissant la plupart des faits, corrigé quand il y a moins de faits que de territoires.",
            "Cuán pocas zonas reúnen la mayoría de los incidentes, corregido cuando hay menos incidentes que zonas.",
        ),
    ),
    _term(
        text("displacement", "déplacement", "desplazamiento"),
        text(
            "Incidents that move elsewhere when a place is protected.",
            "Faits qui se reportent ailleurs lorsqu’un lieu est protégé.",
            "Incidentes que se trasladan a otra parte cuando se protege un lugar.",
        ),
    ),
    _term(
        text("diffusion of benefits", "diffusion des bénéfices", "difusión de beneficios"),
        text(
            "Incidents that also fall next to the place that is protected.",
            "Faits qui diminuent aussi à côté du lieu protégé.",
            "Incidentes que también disminuyen junto al lugar protegido.",
        ),
    ),
)

PUBLICATION = (
    _term(
        text("finding", "constat", "hallazgo"),
        text(
            "A complete answer, before the gate: tables, figures, sentences and caveats. Not for publication.",
            "Réponse complète, avant le contrôle de diffusion\u00a0: tableaux, figures, phrases, réserves. À ne pas diffuser.",
            "Respuesta completa, antes del control de publicación: tablas, figuras, frases y reservas. No debe publicarse.",
        ),
    ),
    _term(
        text("gate", "contrôle de diffusion", "control de publicación"),
        text(
            "The one step that withholds small counts and what rests on them, and writes down what is released.",
            "Étape unique qui masque les petits effectifs et ce qui en dépend, et consigne ce qui est diffusé.",
            "Paso único que suprime los recuentos pequeños y lo que depende de ellos, y consigna lo que se publica.",
        ),
    ),
    _term(
        text("suppressed cell", "case masquée (secret statistique)", "celda suprimida (secreto estadístico)"),
        text(
            "A count withheld because it is small enough to point at somebody.",
            "Effectif masqué parce qu’il est assez petit pour désigner quelqu’un.",
            "Recuento suprimido porque es lo bastante pequeño como para señalar a alguien.",
        ),
    ),
    _term(
        text("release", "diffusion", "publicación"),
        text(
            "A finding that has passed the gate. Only releases are published.",
            "Constat qui a passé le contrôle de diffusion. Seules les diffusions sont publiées.",
            "Hallazgo que ha pasado el control de publicación. Nada más se publica.",
        ),
    ),
    _term(
        text("ledger", "registre des diffusions", "registro de publicaciones"),
        text(
            "Every released or withheld count, as a sum over places, periods, offences and filters.",
            "Tout effectif diffusé ou masqué, comme somme sur des lieux, périodes, infractions et filtres.",
            "Todo recuento publicado o suprimido, como suma sobre lugares, periodos, delitos y filtros.",
        ),
    ),
    _term(
        text("local safety diagnosis", "diagnostic local de sécurité", "diagnóstico local de seguridad"),
        text(
            "What changed, where, when, how concentrated, how sure we are, and what the data cannot say.",
            "Ce qui a changé, où, quand, à quel point concentré, avec quelle certitude, et ce que les données taisent.",
            "Qué cambió, dónde, cuándo, cuán concentrado, con qué certeza, y lo que los datos no pueden decir.",
        ),
    ),
)

GLOSSARY = {
    text("What is recorded", "Ce qui est enregistré", "Lo que se registra"): RECORDS,
    text("How it is measured", "Comment on le mesure", "Cómo se mide"): MEASURES,
    text("What is looked for", "Ce que l’on cherche", "Lo que se busca"): PATTERNS,
    text("What is published", "Ce qui est diffusé", "Lo que se publica"): PUBLICATION,
}
"""Terms by chapter, in reading order."""
