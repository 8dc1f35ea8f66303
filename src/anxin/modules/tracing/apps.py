from django.apps import AppConfig


class TracingConfig(AppConfig):
    name = "anxin.modules.tracing"
    label = "tracing"

    def ready(self) -> None:
        from anxin.modules.tracing.declaring import register

        register()
