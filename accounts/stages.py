"""The stages of an account, as codes. They carry no legal date: law counts in days and sendings."""

CURRENT, M0, M1, M2, M3 = "CURRENT", "M0", "M1", "M2", "M3"
STAGES = (CURRENT, M0, M1, M2, M3)
MISSED = STAGES[1:]


def stage_after(statements: int) -> str:
    """Stage of a missed cycle that this many later statements still found unpaid (rules, section 3.6)."""
    return MISSED[min(statements, len(MISSED) - 1)]
