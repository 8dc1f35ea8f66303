"""Addresses of what is handed out, on the console."""

from django.urls import path

from anxin.web.console import allotment_acts, allotments

urlpatterns = [
    path("allotments/", allotments.allotments, name="allotments"),
    path("allotments/applications/<str:public_id>/", allotments.application, name="allotment_application"),
    path(
        "allotments/applications/<str:public_id>/<str:deed>/",
        allotment_acts.application_act,
        name="allotment_application_act",
    ),
    path("allotments/<str:pack>/<str:slug>/", allotments.allotment, name="allotment"),
    path("allotments/<str:pack>/<str:slug>/apply/", allotment_acts.allotment_apply, name="allotment_apply"),
    path("allotments/<str:pack>/<str:slug>/<str:deed>/", allotment_acts.allotment_act, name="allotment_act"),
]
