from django.apps import AppConfig


class AllotmentsConfig(AppConfig):
    name = "anxin.modules.allotments"
    label = "allotments"

    def ready(self) -> None:
        from anxin.modules.allotments.declaring import register

        register()
