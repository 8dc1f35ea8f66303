from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "anxin.kernel.ledger"
    label = "ledger"
