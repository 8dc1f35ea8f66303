from django.apps import AppConfig


class PhoneConfig(AppConfig):
    name = "anxin.web.phone"
    label = "phone"
