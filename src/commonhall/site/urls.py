"""Every address of the house."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from commonhall.open.urls import api_urls

urlpatterns = [
    path("", include("commonhall.front.urls")),
    path("", include("commonhall.people.urls")),
    path("cases/", include("commonhall.hear.urls")),
    path("conversations/", include("commonhall.consult.urls")),
    path("decisions/", include("commonhall.decide.urls")),
    path("plan/", include("commonhall.deliver.urls")),
    path("evaluation/", include("commonhall.evaluate.urls")),
    path("services/", include("commonhall.services.urls")),
    path("places/", include("commonhall.places.urls")),
    path("law/", include("commonhall.law.urls")),
    path("record/", include("commonhall.record.urls")),
    path("look/", include("commonhall.look.urls")),
    path("", include("commonhall.open.urls")),
    path("api/v1/", api_urls),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
]
if settings.LOOK_GALLERY:
    urlpatterns.append(path("gallery/", include("commonhall.look.gallery_urls")))

handler400 = "commonhall.look.errors.bad_request"
handler403 = "commonhall.look.errors.permission_denied"
handler404 = "commonhall.look.errors.page_not_found"
handler500 = "commonhall.look.errors.server_error"
