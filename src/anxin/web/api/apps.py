from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "anxin.web.api"
    label = "api"
