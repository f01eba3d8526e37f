"""Errors of computing on a cluster: nothing there, other versions there, or work that ends its workers."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class ClusterError(BeffroiError):
    """Root of what can go wrong between this process and the workers; no answer was given."""

    status = 503


class ClusterMissing(ClusterError, ImportError):
    """The setting names a scheduler, and what speaks with it is not installed."""

    message = text(
        "BEFFROI_SCHEDULER names {address}, but the package `distributed` is not installed here.",
        "BEFFROI_SCHEDULER désigne {address}, mais le paquet `distributed` n’est pas installé ici.",
        "BEFFROI_SCHEDULER indica {address}, pero el paquete `distributed` no está instalado aquí.",
    )
    remedy = text(
        "Install it with `pip install 'beffroi[cluster]'`, or unset BEFFROI_SCHEDULER to compute on this machine.",
        "Installez-le avec `pip install 'beffroi[cluster]'`, ou retirez BEFFROI_SCHEDULER pour calculer sur cette machine.",
        "Instálelo con `pip install 'beffroi[cluster]'`, o quite BEFFROI_SCHEDULER para calcular en esta máquina.",
    )
    exit_code = 2


class SchedulerUnreachable(ClusterError, ConnectionError):
    """No scheduler answers, or the one that did no longer does."""

    message = text(
        "The scheduler {address} does not answer.",
        "L’ordonnanceur {address} ne répond pas.",
        "El planificador {address} no responde.",
    )
    remedy = text(
        "Check its address, that it runs and that no firewall is in between, then ask again; or unset "
        "BEFFROI_SCHEDULER to compute on this machine.",
        "Vérifiez son adresse, qu’il fonctionne et qu’aucun pare-feu ne s’interpose, puis recommencez ; ou retirez "
        "BEFFROI_SCHEDULER pour calculer sur cette machine.",
        "Compruebe su dirección, que funciona y que ningún cortafuegos lo impide, y vuelva a preguntar; o quite "
        "BEFFROI_SCHEDULER para calcular en esta máquina.",
    )


class NoWorkers(ClusterError, TimeoutError):
    """The scheduler answers, and no worker has been there for a while."""

    message = text(
        "The scheduler {address} has had no worker for {seconds} seconds.",
        "L’ordonnanceur {address} n’a plus aucun processus de calcul depuis {seconds} secondes.",
        "El planificador {address} no tiene ningún proceso de cálculo desde hace {seconds} segundos.",
    )
    remedy = text(
        "Start one with `dask worker {address}`, then ask again.",
        "Démarrez-en un avec `dask worker {address}`, puis recommencez.",
        "Inicie uno con `dask worker {address}` y vuelva a preguntar.",
    )


class VersionsDiffer(ClusterError, RuntimeError):
    """A worker or the scheduler runs something else than this process: its answer might differ."""

    message = text(
        "{where} does not run what this process runs. Here: {here}. There: {there}.",
        "{where} n’exécute pas la même chose que ce processus. Ici : {here}. Là-bas : {there}.",
        "{where} no ejecuta lo mismo que este proceso. Aquí: {here}. Allí: {there}.",
    )
    remedy = text(
        "Nothing was computed. Install the same Beffroi and the same versions of its dependencies here and there, then start it again.",
        "Rien n’a été calculé. Installez ici et là-bas le même Beffroi et les mêmes versions de ses dépendances, puis redémarrez-le.",
        "No se calculó nada. Instale aquí y allí el mismo Beffroi y las mismas versiones de sus dependencias, y reinícielo.",
    )


class WorkersLost(ClusterError, RuntimeError):
    """The same piece of work ended one worker after another."""

    message = text(
        "A part of the work ended {workers} workers one after another.",
        "Une partie du calcul a fait tomber {workers} processus de calcul, l’un après l’autre.",
        "Una parte del cálculo hizo caer {workers} procesos, uno tras otro.",
    )
    remedy = text(
        "They most likely ran out of memory: give each more, or ask for fewer permutations or shorter distances.",
        "La mémoire leur a sans doute manqué : accordez-en davantage à chacun, ou demandez moins de permutations ou des "
        "distances plus courtes.",
        "Lo más probable es que les faltara memoria: dé más a cada uno, o pida menos permutaciones o distancias más cortas.",
    )


NOT_THERE = text("nothing that it could load", "rien qu’il ait pu charger", "nada que pudiera cargar")
SCHEDULER = text("The scheduler", "L’ordonnanceur", "El planificador")
WORKER = text("A worker", "Un processus de calcul", "Un proceso de cálculo")
