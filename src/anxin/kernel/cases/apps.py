from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "anxin.kernel.cases"
    label = "cases"
