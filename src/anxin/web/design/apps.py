from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "anxin.web.design"
    label = "design"
