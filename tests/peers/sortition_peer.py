"""What sortition-algorithms says: the chance of each person under its distribution."""

from __future__ import annotations

from commonhall.methods.sortition import Person, Quota


def peer_chances(
    people: list[Person], quotas: list[Quota], size: int, rule: str, backend: str = "highspy"
) -> dict[str, float] | None:
    """Chances by person, or None when it finds the quotas infeasible."""
    import highspy
    from sortition_algorithms import errors
    from sortition_algorithms.committee_generation import (
        find_distribution_leximin,
        find_distribution_maximin,
        find_distribution_nash,
    )
    from sortition_algorithms.features import read_in_features
    from sortition_algorithms.people import read_in_people
    from sortition_algorithms.settings import Settings

    highspy.Highs.resetGlobalScheduler(True)  # ours and theirs ask for other numbers of threads
    names = list(dict.fromkeys(quota.feature for quota in quotas))
    shared = any(person.household for person in people)
    try:
        features, column, _ = read_in_features(
            ["feature", "value", "min", "max"],
            [
                {"feature": q.feature, "value": q.value, "min": str(q.least), "max": str(q.most)}
                for q in quotas
            ],
        )
        settings = Settings(
            id_column="id",
            columns_to_keep=["home"],
            check_same_address=shared,
            check_same_address_columns=["home"] if shared else [],
        )
        body = [{"id": p.id, "home": p.household or p.id, **dict(p.features)} for p in people]
        pool, _ = read_in_people(["id", "home", *names], body, features, settings, column)
        find = {
            "leximin": find_distribution_leximin,
            "maximin": find_distribution_maximin,
            "nash": find_distribution_nash,
        }[rule]
        committees, shares, _ = find(
            features, pool, size, settings.normalised_address_columns, backend
        )
    except (
        errors.SelectionError,
        errors.SelectionMultilineError,
        errors.InfeasibleQuotasError,
        errors.InfeasibleQuotasCantRelaxError,
    ):
        return None
    chances = dict.fromkeys((person.id for person in people), 0.0)
    for committee, share in zip(committees, shares, strict=True):
        for name in committee:
            chances[name] += share
    return chances
