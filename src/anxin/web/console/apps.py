from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "anxin.web.console"
    label = "console"
