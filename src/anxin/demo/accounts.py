"""The demonstration's accounts: one per role, with passwords drawn for this home alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party

PROVINCE_AREA, CITY_AREA = "330000", "330300"
# No 0/O or 1/l/I: passwords are read from a terminal and typed on a phone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """A demonstration account: how it signs in, its role, and what it shows (Chinese, English)."""

    username: str
    role: Role
    zh: str
    en: str


ACCOUNT_PLANS: tuple[AccountPlan, ...] = (
    AccountPlan("province", Role.PROVINCE, "省商务厅", "provincial commerce department"),
    AccountPlan("city", Role.CITY, "温州市商务局", "Wenzhou commerce bureau"),
    AccountPlan("county", Role.COUNTY, "区县商务局", "county commerce bureau"),
    AccountPlan("agency1", Role.AGENCY_CLERK, "家政企业经办人（一）", "clerk of one agency"),
    AccountPlan("agency2", Role.AGENCY_CLERK, "家政企业经办人（二）", "clerk of another agency"),
    AccountPlan("gate1", Role.GATE, "小区门岗", "gate of a housing estate"),
    AccountPlan("worker1", Role.WORKER, "从业人员（绿码）", "worker with a green code"),
    AccountPlan("worker2", Role.WORKER, "从业人员（黄码）", "worker with a yellow code"),
    AccountPlan("supply", Role.CLERK, "产业链供应链保供专班", "supply-chain team"),
    AccountPlan("union", Role.CLERK, "工会说事室", "talk room of the union"),
    AccountPlan("inspector", Role.CLERK, "执法承办人员", "inspector at several desks"),
    AccountPlan("reviewer", Role.CLERK, "受理验收复核人员", "reception, acceptance and review"),
    AccountPlan("station", Role.AGENCY_CLERK, "冷链首站扫码员", "clerk of a first station of the cold chain"),
    AccountPlan("stall", Role.AGENCY_CLERK, "市场摊位扫码员", "clerk of a market stall"),
    AccountPlan("exporter", Role.AGENCY_CLERK, "外贸小微企业业务员", "clerk of a small exporter"),
    AccountPlan("auditor", Role.AUDITOR, "审计人员", "auditor"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A ready account, as shown to whoever runs the demonstration."""

    username: str
    password: str
    role: Role
    zh: str
    en: str


def draw_passwords() -> dict[str, str]:
    """Username → password: three groups of four letters, about 59 random bits."""
    return {plan.username: "-".join(_group() for _ in range(3)) for plan in ACCOUNT_PLANS}


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def shown_accounts(passwords: dict[str, str]) -> tuple[Account, ...]:
    """The accounts to show, in order of role."""
    return tuple(
        Account(plan.username, passwords[plan.username], plan.role, plan.zh, plan.en) for plan in ACCOUNT_PLANS
    )


@transaction.atomic
def renew_passwords(passwords: dict[str, str]) -> None:
    """Give those demonstration accounts that exist these passwords."""
    for user in User.objects.filter(username__in=passwords):
        user.set_password(passwords[user.get_username()])
        user.save(update_fields=["password"])


@transaction.atomic
def ensure_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    password: str,
    area: str = "",
    organisation: Party | None = None,
    party: Party | None = None,
) -> User:
    """Make the planned account, unless it is there: then it has its password, as a lost record renews them all."""
    held = User.objects.filter(username=username).first()
    if held is not None:
        return held
    role = next(plan.role for plan in ACCOUNT_PLANS if plan.username == username)
    return appoint(
        by=by,
        at=at,
        username=username,
        password=password,
        role=role,
        area=area,
        organisation=organisation,
        party=party,
    )
