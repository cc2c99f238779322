"""Run in a copy of Commonhall to which files were added: what does it know of them? Prints JSON."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.test import Client  # noqa: E402

from commonhall.core import export_formats, importers  # noqa: E402
from commonhall.decisions.votes import counting, rules  # noqa: E402
from commonhall.law.instruments.models import Provision  # noqa: E402
from commonhall.people.bodies.models import Body  # noqa: E402
from commonhall.site import cli  # noqa: E402
from commonhall.ui import languages  # noqa: E402

code = sys.argv[1]
assert cli.main(["found", "Lindow", "--charter", "hamlet", "--name-in", f"{code}=Lindau"]) == 0
client = Client(headers={"accept-language": code}, SERVER_NAME="localhost")
page = client.get("/law/").content.decode()
ballots = [[("a", 1)], [("b", 1)], [("b", 1)]]
options = [counting.OptionRow("a", 300), counting.OptionRow("b", 500)]
terms = counting.Terms("budget", "approval", "cheapest", budget=600)
print(
    json.dumps(
        {
            "languages": languages.codes(),
            "law": page,
            "switcher": client.get("/").content.decode().count('name="language"'),
            "named": Body.objects.get(code="meeting").names,
            "articles": [one.texts for one in Provision.objects.order_by("pk")],
            "formats": list(export_formats.formats()),
            "importers": sorted(importers.importers()),
            "rules": [one.code for one in rules.of_kind("budget")],
            "winners": counting.count(terms, options, ballots)["winners"],
            "others": sorted(counting.count(terms, options, ballots)["others"]),
        }
    )
)
