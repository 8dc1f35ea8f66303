from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "anxin.kernel.intake"
    label = "intake"
