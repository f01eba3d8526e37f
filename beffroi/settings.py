"""Settings of one process, read from the environment (prefix `BEFFROI_`)."""

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr

PREFIX = "BEFFROI_"


class Settings(BaseModel):
    """What may differ from one machine or user to another; never what changes an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    language: str | None = None  # interface language; default: LANG
    observatory: Path = Path()
    threads: int | None = None
    scheduler: str = ""  # address of a Dask scheduler (`tcp://…`, `tls://…`): parts of the work run on its workers
    socrata_token: SecretStr | None = None  # keys of portals: sent to the portal that is asked, written down nowhere
    ckan_token: SecretStr | None = None
    opendatasoft_key: SecretStr | None = None
    arcgis_token: SecretStr | None = None
    fetch_loopback: str = ""  # for tests only: the one `127.0.0.1:port` of this machine that `fetch` may reach

    @classmethod
    def from_environment(cls) -> Self:
        """Read every `BEFFROI_...` variable that names a setting."""
        found = {
            name: os.environ[PREFIX + name.upper()] for name in cls.model_fields if PREFIX + name.upper() in os.environ
        }
        return cls.model_validate(found)

    def locale(self) -> str:
        """Return the interface locale: the setting, else LC_ALL, LC_MESSAGES or LANG, else English."""
        candidates = [self.language, *(os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))]
        for candidate in candidates:
            bare = (candidate or "").split(".")[0].replace("-", "_")
            if bare[:2].lower() in ("en", "fr", "es"):
                return bare
        return "en"
