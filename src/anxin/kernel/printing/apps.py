from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "anxin.kernel.printing"
    label = "printing"
