import sys
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.csv import write
from notices import content_rules


class Command(BaseCommand):
    help = (
        "Hold sentences of standard input, one a line, against what no letter may say; those refused as CSV,"
        " and exit status 1 if there is any. A guard beside the two people who write and approve a text."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", required=True, metavar="CODE", help="such as en, es or zh-hans")

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        language = language.replace("_", "-")
        if language.split("-", maxsplit=1)[0].lower() not in content_rules.LANGUAGES:
            raise CommandError(f"there are no lists of words for {language}")
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        refused = [
            (number, ";".join(dict.fromkeys(each.rule for each in findings)), sentence)
            for number, line in enumerate(sys.stdin.read().split("\n"), start=1)
            if (findings := content_rules.check(sentence := line.removesuffix("\r"), language))
        ]
        write("line,reason,text", refused)
        if refused:
            raise SystemExit(1)
