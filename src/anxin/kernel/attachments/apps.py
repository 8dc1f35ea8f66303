from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "anxin.kernel.attachments"
    label = "attachments"
