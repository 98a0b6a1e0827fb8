import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from accounts.close.verification import verify
from accounts.management.csv import write
from accounts.models import Account, EvidenceSeal


class Command(BaseCommand):
    help = "Check every invariant of the book; exit status 1 and a list if one does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=Account.objects.count(), unit="account", disable=not sys.stderr.isatty()) as bar:
            violations = list(verify(bar.update))
        if violations:
            write("account,day,problem", ([v.account, v.day, v.problem] for v in violations))
            raise SystemExit(1)
        self.stderr.write("every invariant holds")
        if last := EvidenceSeal.objects.order_by("-pk").first():
            self.stderr.write(f"evidence is sealed through {last.day}: {last.sha256}")
