from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "anxin.modules.benefits"
    label = "benefits"

    def ready(self) -> None:
        from anxin.modules.benefits import declaring, trying

        declaring.register()
        trying.register()
