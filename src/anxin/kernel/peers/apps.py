from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "anxin.kernel.peers"
    label = "peers"

    def ready(self) -> None:
        from anxin.kernel.outcomes.changes import listen
        from anxin.kernel.peers.outbox import touch

        listen(touch)
