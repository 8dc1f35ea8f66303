from django.apps import AppConfig


class BuyersConfig(AppConfig):
    name = "anxin.modules.buyers"
    label = "buyers"

    def ready(self) -> None:
        from anxin.modules.buyers import declaring, trying

        declaring.register()
        trying.register()
