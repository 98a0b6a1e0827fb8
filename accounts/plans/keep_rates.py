"""How hardship plans go: how many are kept, and how many that were missed are made up (rules, section 9)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import Plan, PlanStatusChange

KEPT, MISSED, LAPSED, COMPLETE, ENDED = PlanStatusChange.State.values


@dataclass(frozen=True, slots=True)
class PlanRates:
    """Changes of some days, as the closes wrote them. ``begun``: plans that were agreed or became known."""

    begun: int
    missed: int
    cured: int  # missed or lapsed, and kept or complete again
    lapsed: int
    complete: int
    ended: int
    kept_throughout: int  # of those begun in these days, never missed in them

    @property
    def keep_rate(self) -> float | None:
        return self.kept_throughout / self.begun if self.begun else None

    @property
    def cure_rate(self) -> float | None:
        return self.cured / self.missed if self.missed else None


def of_days(first: date, last: date, plans: QuerySet[Plan] | None = None) -> PlanRates:
    """The rates of the days from the first through the last, of these plans or of all."""
    changes = PlanStatusChange.objects.filter(on__range=(first, last))
    if plans is not None:
        changes = changes.filter(plan__in=plans.values("pk"))
    begun = changes.filter(from_state="").values("plan")
    failed = changes.filter(to_state__in=(MISSED, LAPSED)).values("plan")
    missed = Q(to_state=MISSED) | Q(to_state=LAPSED, from_state__in=("", KEPT, COMPLETE))
    cured = Q(from_state__in=(MISSED, LAPSED), to_state__in=(KEPT, COMPLETE))
    sums = changes.aggregate(
        begun=Count("pk", filter=Q(from_state="")),
        missed=Count("pk", filter=missed),
        cured=Count("pk", filter=cured),
        lapsed=Count("pk", filter=Q(to_state=LAPSED)),
        complete=Count("pk", filter=Q(to_state=COMPLETE)),
        ended=Count("pk", filter=Q(to_state=ENDED)),
        kept_throughout=Count("pk", filter=Q(from_state="", plan__in=begun) & ~Q(plan__in=failed)),
    )
    return PlanRates(**sums)
