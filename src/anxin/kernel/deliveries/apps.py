from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "anxin.kernel.deliveries"
    label = "deliveries"
