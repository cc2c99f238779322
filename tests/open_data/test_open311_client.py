"""A client of GeoReport v2 that nobody here wrote reads everything, in JSON and in XML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from georeport import GeoReport

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.categories import actions as category_actions
from tests.kit import found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_strangers_client_reads_services_and_requests(
    home: Path, live_server: Any, form: str
) -> None:
    hall = found_hall()
    category_actions.set_category.perform(
        hall.chair, code="trees", names=texts("Trees"), body=hall.body("parks")
    )
    case = hall.raise_case(title="The lamp is out", text="Since **May**.")
    hall.raise_case(title="路灯坏了")
    case_actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    client = GeoReport(f"{live_server.url}/open311/v2", output_format=form)
    services = {one["service_code"]: one["service_name"] for one in client.get_service_list()}
    assert services == {"lamps": "Lamps", "trees": "Trees"}
    assert client.get_service_definition("lamps")["service_code"] == "lamps"
    requests = client.get_service_requests()
    assert {one["service_request_id"] for one in requests} >= {str(case.pk + 1)}
    one = client.get_service_request(str(case.pk))
    assert (one["status"], one["status_notes"]) == ("closed", "A new lamp.")
    assert "Since **May**." in one["description"]
    (other,) = [row for row in requests if row["service_request_id"] == str(case.pk + 1)]
    assert "路灯坏了" in other["description"]
