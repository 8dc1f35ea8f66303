"""Addresses of mutual aid on the phone. That of an offer is short, because it goes into a message."""

from django.urls import path, register_converter

from anxin.web.phone import benefit_views


class BenefitAct:
    """What somebody says to what is offered."""

    regex = "|".join(benefit_views.ACTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BenefitAct, "benefit_act")

urlpatterns = [
    path("b/<str:token>", benefit_views.claim, name="benefit"),
    path("b/<str:token>/<benefit_act:act>", benefit_views.claim_act, name="benefit_act"),
    path("me/benefits", benefit_views.mine, name="me_benefits"),
    path("me/benefits/<str:public_id>", benefit_views.my_claim, name="me_benefit"),
    path("me/benefits/<str:public_id>/<benefit_act:act>", benefit_views.my_claim_act, name="me_benefit_act"),
]
