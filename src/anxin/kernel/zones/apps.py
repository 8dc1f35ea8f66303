from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "anxin.kernel.zones"
    label = "zones"

    def ready(self) -> None:
        from anxin.kernel.evidence.changes import listen
        from anxin.kernel.zones.following import follow_stays

        listen(follow_stays)
