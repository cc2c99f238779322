from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "commonhall.people"
    label = "people"

    def ready(self) -> None:
        from commonhall.acts import stages as gate
        from commonhall.acts import web
        from commonhall.look import navigation
        from commonhall.people import acts, describe, exports, personal, stages  # noqa: F401

        gate.answer("identity", stages.identity, stages.ROOM)
        gate.answer("standing", stages.standing, stages.ROOM)
        gate.answer("interests", stages.interests, stages.ROOM)
        exports.register()
        describe.register()
        web.remedy("not-signed-in", _("Sign in"), "account_login")
        web.remedy("not-verified", _("Confirm that you live here"), "people:verify")
        web.remedy("wrong-kind", _("Choose in whose name you act"), "people:me")
        personal.register()
        navigation.register(_("Who does what"), "people:bodies", order=40)
        navigation.register(_("Organisations"), "people:organisations", order=25, group="footer")
        navigation.register(_("My profile"), "people:me", order=10, group="user")
        navigation.place("sign_in", "account_login")
        navigation.place("sign_up", "account_signup")
        navigation.place("sign_out", "account_logout")
        navigation.place("account", "people:me")
