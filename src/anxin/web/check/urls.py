"""Addresses of the check page; before the phone's, since a visit's address begins alike."""

from django.urls import path

from anxin.web.check import pages

urlpatterns = [
    path("v", pages.page, name="check"),
    path("v/answer", pages.answer, name="check_answer"),
    path("v/explanations", pages.explanations, name="check_explanations"),
    path("offline.js", pages.offline_worker, name="check_offline"),
]
