"""Addresses of what is handed out, on the phone."""

from django.urls import path, register_converter

from anxin.web.phone import allotment_views


class ApplicationAct:
    """What somebody does with their application."""

    regex = "|".join(allotment_views.ACTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ApplicationAct, "application_act")

urlpatterns = [
    path("o/", allotment_views.offers, name="offers"),
    path("o/<slug:service>/<slug:slug>", allotment_views.offer, name="offer"),
    path("o/<slug:service>/<slug:slug>/draw.json", allotment_views.draw_file, name="draw_file"),
    path("a/<str:token>", allotment_views.application, name="application"),
    path("a/<str:token>/<application_act:act>", allotment_views.application_act, name="application_act"),
]
