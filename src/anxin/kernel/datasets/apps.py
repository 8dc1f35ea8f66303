from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "anxin.kernel.datasets"
    label = "datasets"
