from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "anxin.kernel.codes"
    label = "codes"

    def ready(self) -> None:
        from anxin.kernel.codes.status import note_outcomes
        from anxin.kernel.outcomes.changes import listen

        listen(note_outcomes)
