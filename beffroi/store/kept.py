"""Views that were made, kept while the deliveries behind them stay the same: the next question finds them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from beffroi.tables.views import Points, Times

MOST = 64  # views
HEAVY = 20_000_000  # rows of all kept points and times together; the last view made may have more


class KeptViews:
    """The views asked last, by what was asked; those with a row an event only up to a total of rows.

    >>> kept = KeptViews()
    >>> kept.get("counts by month", lambda: [1, 2]), kept.get("counts by month", lambda: "made again")
    ([1, 2], [1, 2])
    """

    def __init__(self) -> None:
        self._views: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, asked: Hashable, make: Callable[[], Any]) -> Any:
        """Return the view that was asked, made now if it is not kept. Nobody writes into a view."""
        if asked not in self._views:
            self._views[asked] = make()
        self._views.move_to_end(asked)
        while len(self._views) > MOST or (self._rows() > HEAVY and len(self._views) > 1):
            self._views.popitem(last=False)
        return self._views[asked]

    def _rows(self) -> int:
        return sum(_rows_of(view) for view in self._views.values())


def _rows_of(view: Any) -> int:
    if isinstance(view, Points):
        return len(view.x)
    return len(view.start) if isinstance(view, Times) else 0
