from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "anxin.kernel.evidence"
    label = "evidence"
