from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "anxin.kernel.access"
    label = "access"
