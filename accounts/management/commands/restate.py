import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts import money
from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.management.csv import a_day, write
from accounts.models import Restatement
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "Restate the whole book on a closed day, and hold it against what the close wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--on", type=a_day, metavar="DATE")
        what.add_argument(
            "--lend-a-hand", action="store_true", help="only work on free shards of whatever is at work"
        )
        parser.add_argument(
            "--again", action="store_true", help="restate anew a day that has been restated already"
        )
        parser.add_argument(
            "--differences", action="store_true", help="print the accounts that stand differently instead"
        )

    def handle(
        self, *args: Any, on: date, lend_a_hand: bool, again: bool, differences: bool, **options: Any
    ) -> None:
        if lend_a_hand:
            self.stderr.write(f"{restatement_run.work_shards()} shards done")
            return
        restatement = self.restated(on, again)
        if restatement.withdrawn_at:
            raise CommandError(f"the restatement of {on} was withdrawn by {restatement.withdrawn_by}")
        cells = restatement_run.cells(restatement)
        differing, accounts = sum(c.differing for c in cells), sum(c.accounts for c in cells)
        self.stderr.write(f"{differing} of {accounts} accounts stand differently")
        write_differences(restatement) if differences else write_cells(restatement)

    def restated(self, on: date, again: bool) -> Restatement:
        """The finished restatement of the day: the one there is, or else one that this command works on."""
        restatement = restatement_run.newest(on)
        if restatement and restatement.finished_at and not again:
            self.stderr.write(
                f"{on} was restated at {restatement.finished_at:%Y-%m-%d %H:%M} UTC, and that is printed;"
                " facts that came in since are not in it, --again restates the day with them"
            )
            return restatement
        try:
            restatement = restatement_run.begin(on, Act(at=timezone.now()))
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        self.work_through(restatement)
        return restatement

    def work_through(self, restatement: Restatement) -> None:
        far = restatement_run.progress_of(restatement)
        with tqdm(
            total=far.total,
            initial=far.done,
            unit="account",
            unit_scale=True,
            disable=not sys.stderr.isatty(),
        ) as bar:
            restatement_run.work_through(restatement, lambda far: bar.update(far.done - bar.n))


def write_cells(restatement: Restatement) -> None:
    write(
        "currency,known_stage,restated_stage,accounts,balance,past_due",
        (
            [
                cell.currency,
                cell.known_stage,
                cell.stage,
                cell.accounts,
                money.text(cell.balance, cell.currency),
                money.text(cell.past_due, cell.currency),
            ]
            for cell in restatement_run.cells(restatement)
        ),
    )


def write_differences(restatement: Restatement) -> None:
    write(
        "account,known_stage,restated_stage,known_past_due,restated_past_due",
        (
            [
                difference.account.reference,
                difference.known_stage,
                difference.stage,
                amount(difference.known_past_due, difference.account.product.currency),
                amount(difference.past_due, difference.account.product.currency),
            ]
            for difference in restatement_run.differences(restatement)
        ),
    )


def amount(minor: int | None, currency: str) -> str | None:
    """Nothing where the account has no standing."""
    return None if minor is None else money.text(minor, currency)
