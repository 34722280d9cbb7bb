"""Documents that buyers can get, one module a format, and the one that a document belongs to.

Pure: takes the document, returns values. No files, no clock, no console.
"""

from __future__ import annotations

from datetime import date

from aliguard.errors import InputError
from aliguard.importers import shopper_inventory
from aliguard.importers.document import Extract, Found, Importer, LeftOut, Problem, decode
from aliguard.importers.merge import Plan, Skipped, Step, plan
from aliguard.importers.refusals import binary, foreign

__all__ = [
    "IMPORTERS",
    "Extract",
    "Found",
    "Importer",
    "LeftOut",
    "Plan",
    "Problem",
    "Skipped",
    "Step",
    "identify",
    "plan",
    "read",
]

IMPORTERS: tuple[Importer, ...] = (shopper_inventory.IMPORTER,)
"""Every format that can be read."""


def identify(text: str, importers: tuple[Importer, ...] = IMPORTERS) -> Importer:
    """The importer that claims the document.

    Raises:
        InputError: none does, or several do.
    """
    claims = [importer for importer in importers if importer.recognises(text)]
    if not claims:
        what = foreign(text, shopper_inventory.SIGNATURE)
        raise _unread(what or "The file is no known export of orders.")
    if len(claims) > 1:
        msg = f"The file may be {' or '.join(importer.title for importer in claims)}."
        raise InputError(msg)
    return claims[0]


def read(data: bytes, *, today: date) -> tuple[Importer, Extract]:
    """The importer of a document, and what it found there.

    Raises:
        InputError: the document is no text, of no known format, or broken.
    """
    if what := binary(data):
        raise _unread(what)
    text = decode(data)
    importer = identify(text)
    return importer, importer.extract(text, today)


def _unread(what: str) -> InputError:
    known = ", ".join(importer.title for importer in IMPORTERS)
    return InputError(f"{what} Known are: {known}.")
