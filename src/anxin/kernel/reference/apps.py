from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "anxin.kernel.reference"
    label = "reference"
