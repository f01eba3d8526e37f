"""What part of the data a question is asked of: the second immutable value."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from beffroi.vocabulary.period import Period


class Scope(BaseModel):
    """Data set, places, period, offences and setting that a question is asked of.

    Empty means "all": every place, the whole covered period, every recorded
    offence. Offences are ICCS codes; a section (`"04"`) holds all its parts.

    >>> Scope(period="2018-01/2018-07", offences=("0501",)).model_dump_json()
    '{"dataset":null,"places":null,"area":[],"period":"2018-01/2018-07","offences":["0501"],"setting":[],"unit":null,"as_of":null}'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    dataset: str | None = Field(None, description="identifier of one data set; None: the only one")
    places: str | None = Field(None, description="name of the place set that `area` refers to")
    area: tuple[str, ...] = Field((), description="codes of places of that set")
    period: Period | None = Field(None, description="half-open; None: all that is covered")
    offences: tuple[str, ...] = Field((), description="ICCS codes")
    setting: tuple[str, ...] = Field((), description="kinds of setting, such as transit")
    unit: str | None = Field(None, description="counting unit, for recorded counts that have several")
    as_of: str | None = Field(None, description="what was known then: a day (2024-05-01) or a delivery; None: now")

    @model_validator(mode="after")
    def _codes_need_a_set(self) -> Self:
        if self.area and not self.places:
            msg = "area codes need `places`: the place set they belong to"
            raise ValueError(msg)
        return self

    def narrowed(self, **changes: object) -> "Scope":
        """Return this scope with some parts replaced."""
        return Scope.model_validate(self.model_dump() | changes)
