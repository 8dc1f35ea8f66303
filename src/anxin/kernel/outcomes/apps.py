from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "anxin.kernel.outcomes"
    label = "outcomes"
