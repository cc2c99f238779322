"""What money is for and where it comes from, by codes that other towns use, too.

Expenses: COFOG, the Classification of the Functions of Government (United Nations 1999, as Eurostat uses it): ten
divisions and 69 groups. Income: the main headings of revenue of the Government Finance Statistics Manual 2014 of the
International Monetary Fund, with an R before the number. The words are our own.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

DIVISIONS: dict[str, Any] = {
    "01": _("Administration and finance"),
    "02": _("Defence"),
    "03": _("Public order and safety"),
    "04": _("Economy and transport"),
    "05": _("Environment"),
    "06": _("Housing and neighbourhoods"),
    "07": _("Health"),
    "08": _("Sport, culture and religion"),
    "09": _("Education"),
    "10": _("Social protection"),
}
_RESEARCH, _REST = _("Research and development"), _("Everything else")
GROUPS: dict[str, Any] = {
    "01.1": _("Council, management, finance and foreign affairs"),
    "01.2": _("Aid for other countries"),
    "01.3": _("Shared services, such as staff, offices and statistics"),
    "01.4": _("Basic research"),
    "01.5": _RESEARCH,
    "01.6": _REST,
    "01.7": _("Interest and repayment of debt"),
    "01.8": _("General payments between levels of government"),
    "02.1": _("Military defence"),
    "02.2": _("Civil defence"),
    "02.3": _("Military aid for other countries"),
    "02.4": _RESEARCH,
    "02.5": _REST,
    "03.1": _("Police"),
    "03.2": _("Fire brigade and rescue"),
    "03.3": _("Courts"),
    "03.4": _("Prisons"),
    "03.5": _RESEARCH,
    "03.6": _REST,
    "04.1": _("Business, trade and labour in general"),
    "04.2": _("Farming, forestry, fishing and hunting"),
    "04.3": _("Fuel and energy"),
    "04.4": _("Mining, manufacturing and construction"),
    "04.5": _("Streets and transport"),
    "04.6": _("Communication"),
    "04.7": _("Other industries, such as tourism"),
    "04.8": _RESEARCH,
    "04.9": _REST,
    "05.1": _("Waste"),
    "05.2": _("Waste water"),
    "05.3": _("Less pollution and noise"),
    "05.4": _("Nature and landscape"),
    "05.5": _RESEARCH,
    "05.6": _REST,
    "06.1": _("Building homes"),
    "06.2": _("Planning and renewing neighbourhoods"),
    "06.3": _("Water supply"),
    "06.4": _("Street lighting"),
    "06.5": _RESEARCH,
    "06.6": _REST,
    "07.1": _("Medicines and medical devices"),
    "07.2": _("Doctors and other care outside hospitals"),
    "07.3": _("Hospitals"),
    "07.4": _("Public health"),
    "07.5": _RESEARCH,
    "07.6": _REST,
    "08.1": _("Sport and play"),
    "08.2": _("Culture"),
    "08.3": _("Broadcasting and publishing"),
    "08.4": _("Religious and community groups"),
    "08.5": _RESEARCH,
    "08.6": _REST,
    "09.1": _("Nurseries and primary schools"),
    "09.2": _("Secondary schools"),
    "09.3": _("Training after school"),
    "09.4": _("Universities"),
    "09.5": _("Courses for adults and others without a level"),
    "09.6": _("School meals, transport and other help with learning"),
    "09.7": _RESEARCH,
    "09.8": _REST,
    "10.1": _("Sickness and disability"),
    "10.2": _("Old age"),
    "10.3": _("Survivors"),
    "10.4": _("Families and children"),
    "10.5": _("Unemployment"),
    "10.6": _("Help with housing"),
    "10.7": _("Poverty and exclusion"),
    "10.8": _RESEARCH,
    "10.9": _REST,
}
SOURCES: dict[str, Any] = {
    "R111": _("Taxes on income"),
    "R113": _("Taxes on property"),
    "R114": _("Taxes on goods and services"),
    "R116": _("Other taxes"),
    "R12": _("Social contributions"),
    "R131": _("Grants from other countries"),
    "R132": _("Grants from international organisations"),
    "R133": _("Grants from the state and other public bodies"),
    "R141": _("Rent, interest and dividends"),
    "R142": _("Fees and sales"),
    "R143": _("Fines"),
    "R144": _("Gifts and other income"),
    "R31": _("Sale of land, buildings and other property"),
    "R33": _("Loans taken out"),
}
FUNCTIONS: dict[str, Any] = {**DIVISIONS, **GROUPS}
CODES = (*FUNCTIONS, *SOURCES)
# All codes with their words, as forms offer them.
CHOICES: list[tuple[str, Any]] = [
    (code, format_lazy("{} {}", code, words)) for code, words in {**FUNCTIONS, **SOURCES}.items()
]


def name(code: str) -> Any:
    """What a code means; the code itself where nobody knows."""
    return FUNCTIONS.get(code) or SOURCES.get(code) or code


def division(code: str) -> str:
    """The division of an expense's code: "04.5" → "04"; a source of income is its own."""
    return code.partition(".")[0]
