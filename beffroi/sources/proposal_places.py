"""What a proposal says of coordinates when it knows the places of an observatory."""

from beffroi.sources import proposal_words as words
from beffroi.sources.boundary import Boundary, Reading, landings, settled
from beffroi.sources.draft import Draft
from beffroi.sources.look import Look
from beffroi.sources.roles import Coordinates, points_of


def landed(draft: Draft, seen: Look, where: Coordinates, near: Boundary) -> bool:
    """Write the one reading that lands in the places; where none does or several do, say so and return False."""
    tried = landings(where, points_of(seen, where), near)
    found = settled(tried)
    if found is None:
        best = tried[0]
        draft.remark("where", words.LANDS_NOWHERE, name=near.name, **_told(best))
        return False
    x, y = (where.y, where.x) if found.swapped else (where.x, where.y)
    said = words.LANDS_SWAPPED if found.swapped else words.LANDS
    draft.choose("where", "x", x, said, name=near.name, x=x, y=y, **_told(found))
    draft.line("where", "y", y)
    draft.line("where", "crs", found.crs)
    if found.mirrored:
        draft.remark("where", words.LANDS_MIRRORED, x=x)
    return True


def _told(one: Reading) -> dict[str, object]:
    return {"share": round(100 * one.share), "crs": one.crs}
