"""How often something may be done by one, by kind: the gate's own limits, counted in the database for all web processes."""

from __future__ import annotations


def rate_limits(failed_sign_ins: int) -> dict[str, str]:
    """Limits as "times/period" ("s", "m", "h", "d"). failed_sign_ins: an hour for one account; 0: no limit."""
    return {
        "refusals_recorded": "30/h",
        "cases.raise_case": "20/h",
        "consultations.write_statement": "20/h",
        "consultations.write_comment": "20/h",
        # Of people who were confirmed a few days ago; how many days, the charter says.
        "consultations.newcomers_comments": "5/d",
        "consultations.mark_remark": "120/h",
        "consultations.report_words": "10/h",
        "consultations.begin_initiative": "10/d",
        "consultations.sign_initiative": "60/h",
        "decisions.propose_project": "20/d",
        "decisions.support_proposal": "120/h",
        "disputes.open_dispute": "10/d",
        "disputes.codes": "60/h",
        "delivery.amend_book_part": "20/d",
        "delivery.book_asset": "20/d",
        "delivery.support_book_amendment": "120/h",
        "delivery.found_project": "20/d",
        "services.apply": "40/h",
        "people.verify_by_census": "10/h",
        "people.guesses_at_one": "10/d",
        "people.guesses_in_all": "200/h",
        "api": "600/h",
        "second_factor": "30/h",
        "sign_infailed_sign_ins": f"{failed_sign_ins}/h" if failed_sign_ins else "",
        "desk_letters": "20/h",
        "mail_in": "30/h",
        "mail_in_drafts": "5/d",
        "mail_in_all": "300/h",
        "mail_in_answers": "10/h",
        "tries": "30/h",
        "write_here": "6/h",
        "write_network": "40/h",
    }
