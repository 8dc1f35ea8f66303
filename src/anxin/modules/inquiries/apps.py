from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "anxin.modules.inquiries"
    label = "inquiries"

    def ready(self) -> None:
        from anxin.kernel.peers.authorising import asks_by
        from anxin.modules.inquiries.declaring import register
        from anxin.modules.inquiries.relayed import relayed

        register()
        asks_by(relayed)
