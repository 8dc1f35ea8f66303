from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "anxin.kernel.evidence"
    label = "evidence"

    def ready(self) -> None:
        from anxin.kernel.evidence.changes import listen
        from anxin.kernel.evidence.counting import count_again

        listen(count_again)
