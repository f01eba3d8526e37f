"""What the command line says beside its help, in three languages."""

from beffroi.vocabulary.text import Text, language_of, text

_SAID: dict[str, Text] = {
    "made": text("Observatory made in {folder}; coordinates in {crs}.", "Observatoire créé dans {folder} ; coordonnées en {crs}.", "Observatorio creado en {folder}; coordenadas en {crs}."),
    "places": text("{n} places in the set “{name}” (delivery {delivery})", "{n} lieux dans l’ensemble « {name} » (livraison {delivery})", "{n} lugares en el conjunto «{name}» (entrega {delivery})"),
    "held": text("{file}: nothing new; delivery {delivery} already holds it.", "{file} : rien de nouveau ; la livraison {delivery} le contient déjà.", "{file}: nada nuevo; la entrega {delivery} ya lo contiene."),
    "deleted": text("Delivery {delivery} deleted: {kind} “{dataset}”, from {file}, {stored} rows. Removed from the disk:", "Livraison {delivery} supprimée : {kind} « {dataset} », de {file}, {stored} lignes. Retirés du disque :", "Entrega {delivery} borrada: {kind} «{dataset}», de {file}, {stored} filas. Eliminados del disco:"),
    "kept-raw": text("kept, because another delivery needs it: {file}", "conservé, car une autre livraison en a besoin : {file}", "conservado, porque otra entrega lo necesita: {file}"),
    "caches": text("and every cached table", "et toutes les tables en cache", "y todas las tablas en caché"),
    "added": text("{file}: {rows_in} rows in = {stored} stored + {quarantined} quarantined + {dropped} dropped (delivery {delivery})", "{file} : {rows_in} lignes reçues = {stored} enregistrées + {quarantined} en quarantaine + {dropped} écartées (livraison {delivery})", "{file}: {rows_in} filas recibidas = {stored} guardadas + {quarantined} en cuarentena + {dropped} descartadas (entrega {delivery})"),
    "known": text("{file}: nothing new; delivery {delivery} already holds these rows.", "{file} : rien de nouveau ; la livraison {delivery} contient déjà ces lignes.", "{file}: nada nuevo; la entrega {delivery} ya contiene estas filas."),
    "covers": text("covers {periods}", "couvre {periods}", "cubre {periods}"),
    "columns": text("columns not kept: {columns}", "colonnes non conservées : {columns}", "columnas no conservadas: {columns}"),
    "exposure": text("{n} values of “{measure}”; {joined} of {places} places have one (delivery {delivery}).", "{n} valeurs de « {measure} » ; {joined} lieux sur {places} en ont une (livraison {delivery}).", "{n} valores de «{measure}»; {joined} de {places} lugares tienen uno (entrega {delivery})."),
    "without": text("places without a value, which get no rate ({n}): {codes}", "lieux sans valeur, pour lesquels aucun taux n’est calculé ({n}) : {codes}", "lugares sin valor, para los que no se calcula tasa ({n}): {codes}"),
    "unmatched": text("codes that are no place of the set and were left aside ({n}): {codes}", "codes qui ne sont pas des lieux de l’ensemble et sont laissés de côté ({n}) : {codes}", "códigos que no son lugares del conjunto y quedan aparte ({n}): {codes}"),
    "resembles": text("“{code}” resembles the place “{place}”; nothing was joined: correct the file if they are the same", "« {code} » ressemble au lieu « {place} » ; rien n’a été rattaché : corrigez le fichier s’il s’agit du même", "«{code}» se parece al lugar «{place}»; no se unió nada: corrija el archivo si son el mismo"),
    "sound": text("{deliveries} deliveries, {files} files: every checksum holds and every row is accounted for.", "{deliveries} livraisons, {files} fichiers : chaque somme de contrôle est juste et chaque ligne est comptée.", "{deliveries} entregas, {files} archivos: cada suma de control es correcta y cada fila está contada."),
    "fault": text("{file} (delivery {delivery}) is {fault}: `beffroi check --repair`, or import the file again", "{file} (livraison {delivery}) est {fault} : `beffroi check --repair`, ou importez de nouveau le fichier", "{file} (entrega {delivery}) está {fault}: `beffroi check --repair`, o importe de nuevo el archivo"),
    "unbalanced": text("delivery {delivery}: rows do not add up", "livraison {delivery} : le compte des lignes n’y est pas", "entrega {delivery}: las filas no cuadran"),
    "orphan": text("{file}: left by an interruption, named by no delivery, never read; `beffroi check --remove-orphans` removes it", "{file} : reste d’une interruption, cité par aucune livraison, jamais lu ; `beffroi check --remove-orphans` le retire", "{file}: resto de una interrupción, sin entrega que lo nombre, nunca leído; `beffroi check --remove-orphans` lo elimina"),
    "removed": text("{file}: named by no delivery, removed", "{file} : cité par aucune livraison, retiré", "{file}: sin entrega que lo nombre, eliminado"),
    "check-busy": text("Others are writing: what an interruption may have left was not looked for. Check again later.", "D’autres processus écrivent : les restes d’une éventuelle interruption n’ont pas été recherchés. Vérifiez de nouveau plus tard.", "Otros procesos están escribiendo: no se buscaron restos de posibles interrupciones. Verifique de nuevo más tarde."),
    "compacting": text("compaction", "regroupement", "agrupación"),
    "compacted": text("{deliveries} deliveries packed: {before} table files before, {after} now. Every table was verified; no answer changes.", "{deliveries} livraisons regroupées : {before} fichiers de tables avant, {after} à présent. Chaque table a été vérifiée ; aucune réponse ne change.", "{deliveries} entregas agrupadas: {before} archivos de tablas antes, {after} ahora. Cada tabla se verificó; ninguna respuesta cambia."),
    "compact-already": text("Nothing to pack: {files} table files.", "Rien à regrouper : {files} fichiers de tables.", "Nada que agrupar: {files} archivos de tablas."),
    "backed-up": text("Backup written and verified: {path} ({deliveries} deliveries, {files} files, {size} MB).", "Sauvegarde écrite et vérifiée : {path} ({deliveries} livraisons, {files} fichiers, {size} Mo).", "Copia de seguridad escrita y verificada: {path} ({deliveries} entregas, {files} archivos, {size} MB)."),
    "backup-keeps": text("What is deleted from the observatory later stays in this backup: destroy it when the agreement says so.", "Ce qui sera supprimé plus tard de l’observatoire restera dans cette sauvegarde : détruisez-la quand la convention l’exige.", "Lo que se borre más adelante del observatorio permanecerá en esta copia: destrúyala cuando el convenio lo exija."),
    "restored": text("Observatory restored in {folder}: {deliveries} deliveries, {files} files, each verified.", "Observatoire restauré dans {folder} : {deliveries} livraisons, {files} fichiers, tous vérifiés.", "Observatorio restaurado en {folder}: {deliveries} entregas, {files} archivos, todos verificados."),
    "no-password-kept": text("The password is not stored: put it in PGPASSWORD or in ~/.pgpass.", "Le mot de passe n’est pas enregistré : placez-le dans PGPASSWORD ou dans ~/.pgpass.", "La contraseña no se guarda: póngala en PGPASSWORD o en ~/.pgpass."),
    "repaired": text("delivery {delivery}: rebuilt from its raw file", "livraison {delivery} : reconstruite depuis son fichier brut", "entrega {delivery}: reconstruida desde su archivo original"),
    "proposed": text("Proposed profile written to {out}. Read it, settle its questions, then import with --profile.", "Profil proposé écrit dans {out}. Relisez-le, tranchez ses questions, puis importez avec --profile.", "Perfil propuesto escrito en {out}. Léalo, resuelva sus preguntas y luego importe con --profile."),
    "questions": text("Left to you:", "À vous de trancher :", "Usted decide:"),
    "chosen": text("Chosen automatically: {name}: {value}", "Choisi automatiquement : {name} : {value}", "Elegido automáticamente: {name}: {value}"),
    "control": text("Negative control (permuted data)", "Contrôle négatif (données permutées)", "Control negativo (datos permutados)"),
    "cannot": text("Cannot answer: {reason} {instead}", "Pas de réponse : {reason} {instead}", "Sin respuesta: {reason} {instead}"),
    "more": text("… {n} more rows (--csv FILE gives all)", "… encore {n} lignes (--csv FICHIER donne tout)", "… {n} filas más (--csv ARCHIVO da todo)"),
    "failed": text("{file} was not imported; see the message below.", "{file} n’a pas été importé ; voir le message ci-dessous.", "{file} no se importó; véase el mensaje siguiente."),
    "before": text("Stored before it, and kept: {files}.", "Enregistrés avant lui, et conservés : {files}.", "Guardados antes, y conservados: {files}."),
    "not-tried": text("Not tried: {files}.", "Non tentés : {files}.", "Sin intentar: {files}."),
    "open": text("“decide” stands in the profile wherever a person must choose; import refuses it until then.", "« decide » figure dans le profil partout où une personne doit choisir ; jusque-là, l’importation le refuse.", "«decide» figura en el perfil donde una persona debe elegir; hasta entonces, la importación lo rechaza."),
    "nothing-open": text("Nothing is left open; read it all the same.", "Rien ne reste ouvert ; relisez-le tout de même.", "No queda nada abierto; léalo de todos modos."),
    "chosen-because": text("Chosen, and why:", "Choisi, et pourquoi :", "Elegido, y por qué:"),
    "settle": text("Then: {command}", "Ensuite : {command}", "Después: {command}"),
    "assumption": text("It assumes", "Elle suppose", "Supone"),
    "parameters": text("Parameters", "Paramètres", "Parámetros"),
    "none": text("none", "aucun", "ninguno"),
    "needs": text("It needs", "Il lui faut", "Necesita"),
    "at-least": text("at least {n} events", "au moins {n} faits", "al menos {n} incidentes"),
    "one-event": text("one event", "un fait", "un incidente"),
    "date-needed": text("dates known at least to the precision: {precision}", "des dates connues au moins à la précision : {precision}", "fechas conocidas al menos con la precisión: {precision}"),
    "location-needed": text("locations at least as precise as: {precision}", "des localisations au moins aussi précises que : {precision}", "ubicaciones al menos tan precisas como: {precision}"),
    "within": text("within {metres} m", "à {metres} m près", "con un margen de {metres} m"),
    "otherwise": text("Otherwise", "Sinon", "Si no"),
    "references": text("References", "Références", "Referencias"),
    "delivery": text("Delivery", "Livraison", "Entrega"),
    "kind": text("Kind", "Type", "Tipo"),
    "dataset": text("Data set", "Jeu de données", "Conjunto de datos"),
    "file": text("File", "Fichier", "Archivo"),
    "rows": text("Rows", "Lignes", "Filas"),
    "state": text("State", "État", "Estado"),
    "is-sound": text("sound", "intacte", "íntegra"),
    "is-hurt": text("damaged", "endommagée", "dañada"),
    "is-unbalanced": text("rows do not add up", "compte inexact", "no cuadra"),
    "is-repaired": text("rebuilt", "reconstruite", "reconstruida"),
    "nothing-held": text("No delivery yet.", "Aucune livraison pour l’instant.", "Todavía no hay entregas."),
    "data-of": text("Data", "Données", "Datos"),
    "asked-as": text("Question", "Question", "Pregunta"),
    "with-version": text("Beffroi {version}", "Beffroi {version}", "Beffroi {version}"),
    "first-steps": text("To begin:", "Pour commencer :", "Para empezar:"),
    "step-demo": text("see it at work on real data", "le voir à l’œuvre sur des données réelles", "verlo en acción con datos reales"),
    "step-start": text("begin with your own files", "commencer avec vos propres fichiers", "empezar con sus propios archivos"),
    "step-help": text("every command", "toutes les commandes", "todas las órdenes"),
    "more-columns": text("… and the columns: {columns} (--csv FILE gives them)", "… et les colonnes : {columns} (--csv FICHIER les donne)", "… y las columnas: {columns} (--csv ARCHIVO las da)"),
    "wrote": text("Written: {files}", "Écrit : {files}", "Escrito: {files}"),
    "working": text("working on {name}…", "{name} en cours…", "procesando {name}…"),
    "demo-import": text("Importing {name}", "Importation de {name}", "Importando {name}"),
    "demo-series": text("Importing {n} monthly files, from {first} to {last}", "Importation de {n} fichiers mensuels, de {first} à {last}", "Importando {n} archivos mensuales, de {first} a {last}"),
    "demo-rows": text("{rows_in} rows in = {stored} stored + {quarantined} quarantined + {dropped} dropped", "{rows_in} lignes reçues = {stored} enregistrées + {quarantined} en quarantaine + {dropped} écartées", "{rows_in} filas recibidas = {stored} guardadas + {quarantined} en cuarentena + {dropped} descartadas"),
    "demo-bulletin": text("Publishing the bulletin", "Publication du bulletin", "Publicando el boletín"),
    "demo-done": text("Done in {seconds} s. Open {page}", "Terminé en {seconds} s. Ouvrez {page}", "Listo en {seconds} s. Abra {page}"),
    "data": text("{n} files of open data in {folder}", "{n} fichiers de données ouvertes dans {folder}", "{n} archivos de datos abiertos en {folder}"),
    "compiling": text("Compiling kernels (first run on this machine only)", "Compilation des noyaux de calcul (première utilisation sur cette machine seulement)", "Compilando los núcleos de cálculo (solo la primera vez en esta máquina)"),
}  # fmt: skip
KINDS: dict[str, Text] = {
    "incidents": text("incidents", "faits enregistrés", "incidentes"),
    "recorded_counts": text("recorded counts", "comptages", "recuentos"),
    "encounters": text("encounters (stops)", "contrôles", "controles policiales"),
    "places": text("places", "lieux", "lugares"),
    "exposure": text("denominator", "dénominateur", "población expuesta"),
    "gazetteer": text("gazetteer", "répertoire toponymique", "nomenclátor"),
}


def phrase(key: str, locale: str, **values: object) -> str:
    """Return one phrase with its values."""
    return _SAID[key](locale, **values)


def say(key: str, locale: str, **values: object) -> None:
    """Print one phrase."""
    print(phrase(key, locale, **values), flush=True)


def colon(locale: str) -> str:
    """Return a colon with the space that the language puts before it."""
    return "\u00a0:" if language_of(locale) == "fr" else ":"
