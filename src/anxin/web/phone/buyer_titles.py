"""What the facts, names and numbers of a firm are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.firms.records import ALIAS, FORMER, LEGAL, ROMANISED, TRADING, TRANSLATED

KINDS: Mapping[str, str | Promise] = {
    LEGAL: _("registered name"),
    FORMER: _("former name"),
    TRADING: _("trading name"),
    TRANSLATED: _("name in another language"),
    ROMANISED: _("name in Latin letters"),
    ALIAS: _("also called"),
}
FACTS: Mapping[str, str | Promise] = {
    "status": _("Register status"),
    "founded": _("Founded on"),
    "ended": _("Dissolved on"),
    "accounts_due": _("Accounts due on"),
    "accounts_made_up": _("Last accounts to"),
    "z2": _("Altman Z''"),
    "lei_renewal": _("LEI to be renewed on"),
    "website": _("Website"),
    "email_domain": _("Domain of its e-mail"),
    "activity": _("Trade"),
    "parent": _("Parent (LEI)"),
    "ultimate_parent": _("Ultimate parent (LEI)"),
}

NUMBERS: Mapping[str, str | Promise] = {
    "lei": _("LEI"),
    "register": _("Register number"),
    "tax": _("Tax number"),
}
