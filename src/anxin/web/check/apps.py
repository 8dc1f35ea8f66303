from django.apps import AppConfig


class CheckConfig(AppConfig):
    name = "anxin.web.check"
    label = "check"
