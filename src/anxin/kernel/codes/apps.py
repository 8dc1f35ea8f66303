from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "anxin.kernel.codes"
    label = "codes"
