from django.apps import AppConfig


class AllotmentsConfig(AppConfig):
    name = "anxin.modules.allotments"
    label = "allotments"

    def ready(self) -> None:
        from anxin.kernel.merging.slots import declare, party_last
        from anxin.modules.allotments.declaring import register

        register()
        declare("allotments.application", "person", party_last)  # two alive for one offer: one is withdrawn first
