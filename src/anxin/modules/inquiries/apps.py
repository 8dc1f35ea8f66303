from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "anxin.modules.inquiries"
    label = "inquiries"

    def ready(self) -> None:
        from anxin.modules.inquiries.declaring import register

        register()
