"""The gate: the one function that turns a Finding into something that may be shown to the public.

Counts under the threshold are withheld, zeros beside them too, ratios are
recomputed from what is left, and every count that leaves is written down as a
linear statement over base cells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.evidence.refusals import not_enough
from beffroi.vocabulary.lexicon import PLACE, Column
from beffroi.vocabulary.offences import is_sensitive
from beffroi.vocabulary.text import text

_SEAL = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The thresholds that apply to one answer, and why."""

    threshold: int = 5
    sensitive_threshold: int = 10
    sensitive: bool = False  # the scope is limited to sensitive offences
    sensitive_offences: tuple[str, ...] = ()  # codes that some source class marks as sensitive
    already_public: str | None = None  # source and reason: counts pass as they are

    def is_strict(self, code: str) -> bool:
        """Whether counts of a code take the stricter threshold: it is sensitive, or holds or is in a class that is."""
        mixed = any(marked.startswith(code) or code.startswith(marked) for marked in self.sensitive_offences)
        return mixed or is_sensitive(code)

    @property
    def least(self) -> int:
        """Smallest positive count that may be shown; 1 lets every count pass."""
        if self.already_public:
            return 1
        return self.sensitive_threshold if self.sensitive else self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One released count as a linear statement: the sum over these base cells is this value."""

    table: str
    column: str
    zones: str
    offences: str
    period: str
    filter: str
    value: float | None  # None: withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Evidence that passed the gate. Publications accept nothing else."""

    finding: Finding
    policy: Policy
    statements: tuple[Statement, ...]
    withheld: int
    shown: int
    withheld_positive: int = 0  # without the zeros that were withheld beside a small count
    context: Mapping[str, Any] = field(default_factory=dict)  # title, source, period, hashes: what provenance prints
    hidden: Mapping[str, pl.DataFrame] = field(default_factory=dict)  # by table: True where the gate took a value
    _seal: object = None

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            msg = "A Release is made by governance.gate.release, never by hand"
            raise TypeError(msg)


def release(finding: Finding, policy: Policy, *, context: Mapping[str, Any], from_protected: bool = False) -> Release:
    """Pass a finding through the gate.

    `context` holds at least `zones`, `offences`, `period` (texts): the base
    cells that the whole finding is restricted to. `from_protected` says that
    its views held released cells only, so that its surfaces may leave.
    """
    if finding.level == "record":
        msg = f"{finding.question.name()} discloses single records and is never released"
        raise TypeError(msg)
    tables = {name: protect(table, policy, from_protected=from_protected) for name, table in finding.tables.items()}
    cells = "protected_cells" if from_protected else ""
    made = [
        statement
        for name, table in tables.items()
        for statement in _statements(name, table, context, only="" if name == "limits" else cells)
    ]
    taken = {name: hidden(table, tables[name]) for name, table in finding.tables.items()}
    counts = {
        name: [c for c, column in table.columns.items() if column.role == "count"] for name, table in tables.items()
    }
    withheld = sum(int(taken[name][column].sum()) for name, columns in counts.items() for column in columns)
    positive = sum(
        int((taken[name][column] & (finding.tables[name].frame[column] > 0).fill_null(value=False)).sum())
        for name, columns in counts.items()
        for column in columns
    )
    refusal = _refusal(finding.refusal, policy)
    return Release(
        finding=replace(finding, tables=tables, refusal=refusal),
        policy=policy,
        statements=(*made, *_told_by(refusal, context)),
        withheld=withheld,
        withheld_positive=positive,
        shown=sum(statement.value is not None for statement in made),
        context=context,
        hidden=taken,
        _seal=_SEAL,
    )


def protect(table: Table, policy: Policy, *, from_protected: bool = False) -> Table:
    """Withhold small counts, and everything that rests on them; recompute ratios from the rest."""
    frame = table.frame
    counts = [name for name, column in table.columns.items() if column.role == "count"]
    least = _least(table, policy)
    frame = frame.with_columns(_withheld(frame, name, least) for name in counts)
    for _ in table.columns:  # an estimate may rest on another that stands after it
        for name, column in table.columns.items():
            if column.role == "estimate":
                lost = pl.any_horizontal(pl.col(part).is_null() for part in column.of)
                frame = frame.with_columns(pl.when(~lost).then(pl.col(name)).alias(name))
    for name, column in table.columns.items():
        if column.role == "ratio":
            top, bottom = (pl.col(part) for part in column.of)
            safe = pl.when(bottom.is_not_null() & (bottom != 0)).then(column.scale * top / bottom)
            frame = frame.with_columns(safe.alias(name))
        elif column.role == "surface" and not from_protected:
            frame = frame.with_columns(pl.lit(None, frame.schema[name]).alias(name))
    fitted = {name for name, column in table.columns.items() if column.role == "estimate"}
    shown = [name for name, column in table.columns.items() if name in fitted or fitted & set(column.of)]
    frame = frame.with_columns(_as_shown(pl.col(name), table.columns[name], frame) for name in shown)
    return replace(table, frame=frame)


def _as_shown(value: pl.Expr, column: Column, frame: pl.DataFrame) -> pl.Expr:
    """Round an estimate, or a ratio of one, for good to the digits it is shown with.

    A parameter fitted to all cells tells by its last digits what stands in
    those that are withheld, and even in which order they were added up.
    """
    name = value.meta.output_name()
    if not frame.schema[name].is_float():
        return value
    return value.round(column.decimals) if column.decimals is not None else value.round_sig_figs(4)


def thresholds(table: Table, policy: Policy) -> list[int]:
    """Return, for each row, the smallest positive count that it may show."""
    return table.frame.select(_least(table, policy).alias("least") + pl.repeat(0, table.frame.height))[
        "least"
    ].to_list()


def _least(table: Table, policy: Policy) -> pl.Expr:
    """Return the smallest count a row may show: stricter where the row is a sensitive offence."""
    keys = [name for name, column in table.columns.items() if column.role == "key" and column.dimension == "offence"]
    if not keys or policy.already_public:
        return pl.lit(policy.least)
    codes = pl.concat([table.frame[name].cast(pl.String) for name in keys]).drop_nulls().unique()
    sensitive = [code for code in codes if policy.is_strict(code)]
    strict = pl.any_horizontal(pl.col(name).cast(pl.String).is_in(sensitive) for name in keys)
    return pl.when(strict).then(max(policy.sensitive_threshold, policy.least)).otherwise(policy.least)


def hidden(before: Table, after: Table) -> pl.DataFrame:
    """Say of each cell whether the gate took it, apart from those that were empty already."""
    empty = {name: after.frame[name].is_null().to_numpy() for name in before.columns}
    gone = {
        name: ~before.frame[name].is_null().to_numpy() & empty[name]
        if column.role in ("count", "surface")
        else np.zeros(before.frame.height, bool)
        for name, column in before.columns.items()
    }
    for _ in before.columns:  # a ratio may rest on an estimate that stands after it
        for name, column in before.columns.items():
            for part in column.of:
                gone[name] = gone[name] | (gone[part] & empty[name])
    return pl.DataFrame(gone)


def _refusal(refusal: Refusal | None, policy: Policy) -> Refusal | None:
    if refusal is None or not isinstance(found := refusal.values.get("found"), int) or found >= policy.least:
        return refusal
    n = policy.least
    few = text(f"fewer than {n}", f"moins de {n}", f"menos de {n}")
    return replace(refusal, values={**refusal.values, "found": few})


def _withheld(frame: pl.DataFrame, name: str, least: pl.Expr) -> pl.Expr:
    small = (pl.col(name) > 0) & (pl.col(name) < least)
    beside = frame.select(small.any()).item() is True
    hidden = (pl.col(name) < least) if beside else small
    return pl.when(~hidden).then(pl.col(name)).alias(name)


def _told_by(refusal: Refusal | None, context: Mapping[str, Any]) -> list[Statement]:
    """Return the number of events that "not enough data" tells."""
    if refusal is None or refusal.reason != not_enough(found=0, minimum=0).reason:
        return []
    found = refusal.values["found"]
    zones, offences, period = (str(context[axis]) for axis in ("zones", "offences", "period"))
    value = float(found) if isinstance(found, int) else None
    kind = ";".join(["only=usable", *([f"unit={context['unit']}"] if context.get("unit") else [])])
    return [
        Statement(
            table="refusal", column="found", zones=zones, offences=offences, period=period, filter=kind, value=value
        )
    ]


def _statements(name: str, table: Table, context: Mapping[str, Any], *, only: str) -> list[Statement]:
    """Write each count as a linear statement: its keys, else those of the whole finding, and which events it counts."""
    keys = {key: column for key, column in table.columns.items() if column.role == "key" and column.dimension}
    counts = [key for key, column in table.columns.items() if column.role == "count"]
    made = []
    for row in table.frame.iter_rows(named=True):
        for count in counts:
            axes: dict[str, list[str]] = {"place": [], "period": [], "offence": [], "filter": []}
            axes["filter"] += [f"unit={context['unit']}"] if context.get("unit") else []
            axes["filter"] += [f"only={kind}" for kind in (only, table.columns[count].only) if kind]
            for key in table.columns[count].of or keys:
                axes[table.columns[key].dimension or "filter"].append(f"{key}={row[key]}")
                if table.columns[key] is PLACE and context.get("places"):
                    axes["place"].append(f"of={context['places']}")
            made.append(
                Statement(
                    table=name,
                    column=count,
                    value=row[count],
                    zones=";".join(axes["place"]) or str(context["zones"]),
                    offences=";".join(axes["offence"]) or str(context["offences"]),
                    period=";".join(axes["period"]) or str(context["period"]),
                    filter=";".join(axes["filter"]),
                )
            )
    return made
