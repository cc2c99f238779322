"""Every address of the practice town: its own pages, and those of a hall but for what is closed there."""

from __future__ import annotations

from django.urls import include, path

from commonhall.pages.practice import views
from commonhall.site import urls

urlpatterns = [
    path("practice/", include("commonhall.pages.practice.urls")),
    path("robots.txt", views.robots),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
