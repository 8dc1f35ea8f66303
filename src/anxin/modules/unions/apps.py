from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "anxin.modules.unions"
    label = "unions"

    def ready(self) -> None:
        from anxin.kernel.cases.standing_in import STAND_INS
        from anxin.kernel.merging.slots import declare
        from anxin.kernel.parties.closing import CLOSED
        from anxin.modules.unions.declaring import register
        from anxin.modules.unions.queries import is_closed, pool_of

        register()
        declare("unions.union", "party", lambda slot, _kept: slot)  # of an area, whoever keeps it
        STAND_INS.append(pool_of)
        CLOSED.append(is_closed)
