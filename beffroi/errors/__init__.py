"""Every error a user can meet, by the part of the chain that raises it.

Each says in three languages what is wrong, what was found and what to do
next, and carries its exit code and HTTP status. Exit codes: 1 the data or the
observatory, 2 the request, 3 refused by the rules of publication, 4 a store
that fails its checks.
"""

from beffroi.errors._base import BeffroiError as BeffroiError
