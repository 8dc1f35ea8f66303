from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "anxin.kernel.journal"
    label = "journal"
