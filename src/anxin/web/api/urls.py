"""The API's routes."""

from ninja import NinjaAPI

from anxin import __version__

api = NinjaAPI(title="Anxin", version=__version__, urls_namespace="api-v1")
