from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultConfig(AppConfig):
    name = "commonhall.consult"
    label = "consult"

    def ready(self) -> None:
        from commonhall.acts import backups
        from commonhall.consult import (  # noqa: F401
            acts,
            checks,
            closing,
            describe,
            draft_acts,
            exports,
            jobs,
            moderation,
            panels,
            personal,
            search,
            survey_acts,
            survey_exports,
            table_acts,
        )
        from commonhall.consult.importers import polis  # noqa: F401
        from commonhall.look import navigation

        exports.register()
        survey_exports.register()
        search.register()
        describe.register()
        personal.register()
        checks.register()
        # A backup must not keep together what the closing takes apart: who took part, and what was said.
        backups.leave_out("consult_participation")
        backups.leave_out("consult_surveyanswer")
        navigation.register(_("Conversations"), "consult:list", order=20)
