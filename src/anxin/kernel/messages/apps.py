from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "anxin.kernel.messages"
    label = "short_messages"  # "messages" is Django's own
