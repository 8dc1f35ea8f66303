"""The addresses of the whole site; each door lists its own."""

from django.urls import include, path

from anxin.web.api.urls import api

urlpatterns = [
    path("console/", include("anxin.web.console.urls")),
    path("api/v1/", api.urls),
    path("open311/v2/", include("anxin.web.api.open311")),
    path("", include("anxin.web.api.reconcile")),
    path("", include("anxin.web.api.match")),
    path("peers/", include("anxin.web.api.peers")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("anxin.web.check.published")),
    path("", include("anxin.web.check.urls")),
    path("", include("anxin.web.phone.urls")),
]

handler400 = "anxin.web.design.errors.bad_request"
handler403 = "anxin.web.design.errors.forbidden"
handler404 = "anxin.web.design.errors.not_found"
handler429 = "anxin.web.design.errors.too_many"  # asked for by allauth
handler500 = "anxin.web.design.errors.broken"
