"""How alike two words or two names are, by definitions that anyone can check by hand."""

from collections.abc import Mapping, Sequence

SHORT = 4  # letters: shorter words must be the same
LONG = 10  # letters: a longer word may have two slips, others one


def slips(one: str, other: str) -> int:
    """Return how many slips of the pen part two words: a letter more, less, other, or two neighbours exchanged.

    Optimal string alignment, O(|a| |b|): Damerau 1964, doi:10.1145/363958.363994.

    >>> slips("catherine", "catherine"), slips("catherine", "cahterine"), slips("denis", "dennis"), slips("ca", "abc")
    (0, 1, 1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for to, against in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
    return row[-1]


def alike(one: str, other: str) -> float:
    """Return how alike two words are: 1 the same, 1 - slips / letters where one may be the other misspelt, else 0.

    One slip may be in a word of 4 letters or more, two in one of 10 or more; numbers are never misspelt.

    >>> alike("denis", "dennis") > 0.8, alike("22", "23"), alike("catherine", "katrine"), alike("oak", "oat")
    (True, 0.0, 0.0, 0.0)
    """
    if one == other:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    allowed = 2 if shorter >= LONG else 1
    if shorter < SHORT or longer - shorter > allowed or any(letter.isdigit() for letter in one + other):
        return 0.0
    found = slips(one, other)
    return 1.0 - found / longer if found <= allowed else 0.0


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
