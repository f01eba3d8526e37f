"""How alike two words or two names are, by definitions that anyone can check by hand."""

from collections.abc import Mapping, Sequence

ALIKE = 0.88  # Jaro–Winkler from which two words may be one misspelt
SHORT = 4  # letters: shorter words must be the same
LONGER = 2  # letters that a slip adds or loses, at most


def jaro_winkler(one: str, other: str) -> float:
    """Return the Jaro–Winkler similarity of two words, from 0 to 1.

    m common letters within max(|a|, |b|) / 2 - 1 places, t half of those out of order:
    J = (m / |a| + m / |b| + (m - t) / m) / 3; W = J + 0.1 l (1 - J), l common first letters, 4 at most.
    Jaro 1989, doi:10.1080/01621459.1989.10478785; Winkler 1990 (ERIC ED325505).

    >>> round(jaro_winkler("martha", "marhta"), 4), round(jaro_winkler("dixon", "dicksonx"), 4)
    (0.9611, 0.8133)
    """
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    left: list[str] = []
    for at, letter in enumerate(one):
        for to in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[to] and other[to] == letter:
                taken[to] = True
                left.append(letter)
                break
    common = len(left)
    if not common:
        return 0.0
    right = [letter for letter, held in zip(other, taken, strict=True) if held]
    swapped = sum(a != b for a, b in zip(left, right, strict=True)) / 2
    jaro = (common / len(one) + common / len(other) + (common - swapped) / common) / 3
    first = next(
        (at for at, (a, b) in enumerate(zip(one[:4], other[:4], strict=False)) if a != b), min(4, len(one), len(other))
    )
    return jaro + 0.1 * first * (1 - jaro)


def alike(one: str, other: str) -> float:
    """Return how alike two words are: 1 the same; between 0.88 and 1 perhaps misspelt; else 0. Numbers never are.

    >>> alike("catherine", "catherin") > 0.95, alike("22", "23"), alike("main", "maine") > 0, alike("oak", "oat")
    (True, 0.0, True, 0.0)
    """
    if one == other:
        return 1.0
    if min(len(one), len(other)) < SHORT or abs(len(one) - len(other)) > LONGER:
        return 0.0
    if any(letter.isdigit() for letter in one + other):
        return 0.0
    score = jaro_winkler(one, other)
    return score if score >= ALIKE else 0.0


def name_similarity(asked: Sequence[str], known: Sequence[str], weight: Mapping[str, float]) -> float:
    """Return how alike two names are, word by word, rare words counting more.

    Each word of the shorter name goes to the most alike one left of the other; the score is twice the weight of
    what meets, times its likeness, over the weight of both names (Dice). `weight`: of a word, by its rarity; 1 for one
    that is in no name.

    >>> name_similarity(("saint", "denis"), ("saint", "denis"), {}), name_similarity(("main",), ("oak",), {})
    (1.0, 0.0)
    """
    left, met, total = list(known), 0.0, sum(weight.get(word, 1.0) for word in known)
    for word in sorted(asked, key=lambda each: (-weight.get(each, 1.0), each)):
        best = max(left, key=lambda each: (alike(word, each), each), default="")
        score = alike(word, best) if best else 0.0
        own = weight.get(best if score else word, 1.0)
        total += own
        if score:
            left.remove(best)
            met += 2.0 * score * own
    return min(met / total, 1.0) if total else 0.0
