from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "anxin.kernel.ledger"
    label = "ledger"

    def ready(self) -> None:
        from anxin.kernel.journal.retention import keep_for_good
        from anxin.kernel.ledger.verifying import CLOSES, WRITES

        keep_for_good(*WRITES, CLOSES)
