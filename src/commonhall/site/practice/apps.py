"""The practice town among the installed apps: it puts its banner above every page."""

from __future__ import annotations

from django.apps import AppConfig


class PracticeApp(AppConfig):
    name = "commonhall.site.practice"
    label = "practice"

    def ready(self) -> None:
        from commonhall.pages.practice import banner

        banner.register()
