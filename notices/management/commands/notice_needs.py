from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from accounts.management.csv import write
from notices.kinds.catalogue import KINDS
from notices.wordings import needs
from notices.wordings.shipped import name_of, shipped


class Command(BaseCommand):
    help = "What the letter of each kind needs, from where, and what becomes of it without."

    def handle(self, *args: Any, **options: Any) -> None:
        write("kind,language,value,source,without", _rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for kind in KINDS.values():
        for language in kind.languages:
            for need in needs.of(shipped(name_of(kind), language)):
                without = "left-out" if need.is_optional else "fails"
                yield kind.code, language, need.name, need.source, without
