"""Answers on their way into the pile: read against the questions, sealed, and mixed with others when they are kept.

They are sealed (AES-256-GCM) under a key that follows from the roll's keys, which lie outside the database: a copy of the
database alone, or whoever asks it, reads no answer, not even while a place has a single one.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.models import Participation, Survey, SurveyAnswer
from commonhall.core.refusals import BadInput
from commonhall.people.residents import roll_keys

SCALE = [str(number) for number in range(11)]
# So many answers are written again with each that comes in, so that their order and the time of a row tell nothing.
MIXED = 50
NONCE = 12


def allowed(question: Mapping[str, Any]) -> list[str]:
    """What may be answered."""
    if question["kind"] == "scale":
        return SCALE
    if question["kind"] == "yesno":
        return ["yes", "no"]
    return [one["value"] for one in question["options"]]


def read(survey: Survey, answers: Mapping[str, str]) -> dict[str, str]:
    """Every question with its answer, "" where it was left out. Raises BadInput."""
    kept = {}
    for question in survey.questions:
        value = answers.get(question["code"], "")
        if value and value not in allowed(question):
            raise BadInput(question["code"], _("Choose one of the answers to the question."))
        kept[question["code"]] = value
    if not any(kept.values()):
        raise BadInput("answers", _("Answer at least one question."))
    return kept


def of_themselves(survey: Survey, features: Mapping[str, str], place: str) -> dict[str, str]:
    """What is needed to weigh: the place as it is known, the rest of one's own word. Raises BadInput."""
    said = {}
    for margin in survey.margins:
        value = place if margin["place"] else features.get(margin["feature"], "")
        if not margin["place"] and value not in {one["value"] for one in margin["values"]}:
            raise BadInput(margin["feature"], _("Choose what applies to you."))
        said[margin["feature"]] = value
    return said


def keep(
    survey: Survey, answers: dict[str, str], features: dict[str, str], person: int | None
) -> None:
    """Note that somebody took part, and put what they said among the others. person: None for a letter's code."""
    Participation.objects.create(survey=survey, person_id=person)
    rows = SurveyAnswer.objects.select_for_update(skip_locked=True).filter(survey=survey)
    there = list(rows.order_by("?")[:MIXED])
    SurveyAnswer.objects.filter(pk__in=[one.pk for one in there]).delete()
    keys = roll_keys.every()
    pile = [json.dumps([features, answers]), *(_open(one, keys) for one in there)]
    secrets.SystemRandom().shuffle(pile)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(key=secrets.token_hex(16), survey=survey, sealed=_seal(keys[0], survey, said))
        for said in pile
    )


def pile(survey: Survey) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Every answer as (features, answers), in the order of random keys."""
    rows, keys = SurveyAnswer.objects.filter(survey=survey).order_by("key"), roll_keys.every()
    for row in rows.iterator(chunk_size=2000):
        features, answers = json.loads(_open(row, keys))
        yield features, answers


# --- seals ----------------------------------------------------------------------------------------
def _cipher(key: roll_keys.RollKey, survey: int) -> AESGCM:
    return AESGCM(bytes.fromhex(key.digest("survey-answers", str(survey))))


def _seal(key: roll_keys.RollKey, survey: Survey, said: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    sealed = _cipher(key, survey.pk).encrypt(nonce, said.encode(), str(survey.pk).encode())
    return f"{key.name}:{(nonce + sealed).hex()}"


def _open(row: SurveyAnswer, keys: list[roll_keys.RollKey]) -> str:
    """Raises `ValueError` where the key it was sealed under was let go, or it was changed."""
    name, _colon, kept = row.sealed.partition(":")
    whole = bytes.fromhex(kept)
    for key in keys:
        if key.name == name:
            try:
                opened = _cipher(key, row.survey_id).decrypt(
                    whole[:NONCE], whole[NONCE:], str(row.survey_id).encode()
                )
            except InvalidTag as error:
                raise ValueError(f"an answer of survey {row.survey_id} was changed") from error
            return opened.decode()
    raise ValueError(f"the roll key {name}, under which answers are sealed, is not here")


@roll_keys.needs
def _under(name: str) -> str:
    """Answers to surveys that run are lost with the key they are sealed under."""
    count = SurveyAnswer.objects.filter(sealed__startswith=f"{name}:").count()
    told = "answers to surveys that still run are sealed under key"
    return f"{count} {told} {name}; wait until they close" if count else ""
