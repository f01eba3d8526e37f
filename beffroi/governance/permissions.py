"""Who may see what: each rule once, as `check_` (raises) and `can_` (answers)."""

from beffroi.errors._base import BeffroiError
from beffroi.errors.governance import NotPublic, UnderAgreement
from beffroi.tables.views import Basis


def policy_facts(basis: Basis) -> dict[str, object]:
    """Return what a policy is made of, from the data behind an answer."""
    return {
        "sensitive": basis.sensitive,
        "sensitive_offences": basis.sensitive_offences,
        "already_public": basis.already_public,
    }


def check_may_publish(basis: Basis, *, level: str, name: str) -> None:
    """Refuse to publish single records, sources under agreement, and releases with too much unclassified.

    Raises
    ------
    NotPublic
        The answer discloses single records, or more than 1 % of the events have an unmapped offence.
    UnderAgreement
        The source is under agreement and the attack suite does not exist yet.
    """
    if level == "record":
        raise NotPublic(name=name)
    if basis.agreement:
        raise UnderAgreement(dataset=basis.dataset, agreement=basis.agreement)


def can_publish(basis: Basis, *, level: str, name: str) -> bool:
    """Answer whether `check_may_publish` would pass."""
    try:
        check_may_publish(basis, level=level, name=name)
    except BeffroiError:
        return False
    return True


UNMAPPED_AT_MOST = 0.01


def too_much_unmapped(basis: Basis) -> bool:
    """Whether more than 1 % of the events have an offence that is not classified."""
    return basis.unmapped > UNMAPPED_AT_MOST * max(basis.events, 1)
