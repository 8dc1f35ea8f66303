from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "anxin.kernel.parties"
    label = "parties"
