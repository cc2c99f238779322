"""Every address of the house."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from commonhall.open_data.urls import api_urls

urlpatterns = [
    path("", include("commonhall.pages.urls")),
    path("", include("commonhall.people.urls")),
    path("cases/", include("commonhall.cases.urls")),
    path("desk/", include("commonhall.cases.desk.urls")),
    path("conversations/", include("commonhall.consultations.urls")),
    path("decisions/", include("commonhall.decisions.urls")),
    path("promises/", RedirectView.as_view(pattern_name="law:promises", query_string=True)),
    path("order/", RedirectView.as_view(pattern_name="evaluation:signals", query_string=True)),
    path("fruits/", RedirectView.as_view(pattern_name="evaluation:fruits", query_string=True)),
    path("growth/", RedirectView.as_view(pattern_name="evaluation:growth", query_string=True)),
    path("plan/", include("commonhall.delivery.urls")),
    path("evaluation/", include("commonhall.evaluation.urls")),
    path("disputes/", include("commonhall.disputes.urls")),
    path("services/", include("commonhall.services.urls")),
    path("places/", include("commonhall.places.urls")),
    path("law/", include("commonhall.law.urls")),
    path("record/", include("commonhall.record.urls")),
    path("ui/", include("commonhall.ui.urls")),
    path("", include("commonhall.open_data.urls")),
    path("api/v1/", api_urls),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("commonhall.site.well_known")),
]
if settings.GALLERY:
    urlpatterns.append(path("gallery/", include("commonhall.ui.gallery_urls")))

handler400 = "commonhall.ui.errors.bad_request"
handler403 = "commonhall.ui.errors.permission_denied"
handler404 = "commonhall.ui.errors.page_not_found"
# django-allauth asks for it by this name.
handler429 = "commonhall.ui.errors.too_many_requests"
handler500 = "commonhall.ui.errors.server_error"
