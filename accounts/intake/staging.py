"""One file on its way into the book: rows staged by COPY, refused or judged in sets."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from accounts import money
from accounts.database import statements
from accounts.intake import row_tables
from accounts.intake.copy_from import copy
from accounts.intake.file_types.file_type import too_fine
from accounts.intake.parsers import without_margins
from accounts.intake.reading.reader import Fault, Reader, Row
from accounts.intake.tables import CURRENCY_PLACES, REFUSAL, TORN, VERDICT
from accounts.models import Product

_COLUMN = re.compile(r"\{(\w+)\}")
_PAGE = 10_000


class Staging:
    """Stretches of rows go in by ``add``; what they did is counted after ``finish``."""

    def __init__(self, cursor: Any, reader: Reader, first_open: date | None) -> None:
        self._cursor = cursor
        self._kind = reader.kind
        self._header, self._columns = reader.header, reader.columns
        self._first_open = first_open
        self.rows = self.loaded = self.unchanged = 0
        self.control_sum = Decimal() if self._kind.control else None
        for table in (REFUSAL, VERDICT, TORN, CURRENCY_PLACES):
            table.empty(cursor)
        cursor.execute("DROP TABLE IF EXISTS incoming")
        cursor.execute(row_tables.incoming(reader.kind))

    def add(self, rows: list[Row]) -> None:
        self.rows += len(rows)
        columns = ", ".join(f'"{name}"' for name in ("line", *self._columns))
        good = ((row.line, *row.values) for row in rows if not row.faults)
        copy(self._cursor, f"incoming ({columns})", good)
        faults = (fault for row in rows for fault in row.faults)
        copy(self._cursor, "refusal (line, field, reason)", ((f.line, f.field, f.reason) for f in faults))
        if self._kind.whole:
            copy(self._cursor, "torn (whole)", ((value,) for row in rows if (value := self._torn(row))))
        if not self._kind.in_one_piece:
            self._take_in()

    def finish(self) -> None:
        if self._kind.in_one_piece:
            self._take_in()

    def bad_rows(self) -> tuple[int, int]:
        """How many rows are refused, and how many contradict the book."""
        self._cursor.execute(
            "SELECT count(DISTINCT line) FILTER (WHERE NOT conflicting),"
            " count(DISTINCT line) FILTER (WHERE conflicting) FROM refusal"
        )
        refused, conflicting = self._cursor.fetchone()
        return refused, conflicting

    def faults(self) -> Iterator[Fault]:
        """Everything wrong with the file, by line."""
        after = (0, "")
        while True:
            self._cursor.execute(
                "SELECT line, field, min(reason) FROM refusal WHERE (line, field) > (%s, %s)"
                " GROUP BY line, field ORDER BY line, field LIMIT %s",
                [*after, _PAGE],
            )
            page = [Fault(*row) for row in self._cursor.fetchall()]
            yield from page
            if len(page) < _PAGE:
                return
            after = (page[-1].line, page[-1].field)

    def _torn(self, row: Row) -> str:
        """What a row that cannot be staged would have been part of, where that can be read."""
        readable = row.faults and len(row.raw) == len(self._header)
        value = without_margins(row.raw[self._header.index(self._kind.whole)]) if readable else ""
        return value if value.isprintable() else ""

    def _take_in(self) -> None:
        """Everything staged so far: refused, or judged against the book and merged into it."""
        self._add_up()
        self._match()
        self._check()
        self._take()
        self._merge()
        self._count()

    def _add_up(self) -> None:
        """Before anything is refused: a control sum is that of the rows as printed."""
        if self.control_sum is not None:
            self._cursor.execute(f"SELECT coalesce(round(sum({self._kind.control}), 4), 0) FROM incoming")
            self.control_sum += self._cursor.fetchone()[0]

    def _match(self) -> None:
        self._cursor.executemany(
            "INSERT INTO currency_places VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(code, money.decimals(code), 10 ** money.decimals(code)) for code in self._currencies()],
        )
        self._kind.beside(self._cursor)
        self._cursor.execute("DROP TABLE IF EXISTS matched")
        self._cursor.execute(f"ANALYZE incoming (line, {row_tables.planned_by(self._kind)})")
        self._cursor.execute(row_tables.matched(self._kind), {})

    def _currencies(self) -> set[str]:
        known = set(Product.objects.values_list("currency", flat=True).distinct())
        if "currency" in self._columns:
            self._cursor.execute("SELECT DISTINCT currency FROM incoming")
            known |= {code for (code,) in self._cursor.fetchall()}
        return known

    def _check(self) -> None:
        for amount in self._kind.amounts:
            self._refuse(
                amount,
                "has more decimals than {of_currency} has ({places})",
                too_fine(f'r."{amount}"'),
            )
        for check in self._kind.checks:
            self._refuse(check.field, check.reason, check.condition)

    def _refuse(self, field: str, reason: str, condition: str) -> None:
        reason_sql = _COLUMN.sub(r"' || r.\1 || '", reason)
        self._cursor.execute(
            f"INSERT INTO refusal (line, field, reason) SELECT r.line, '{field}', '{reason_sql}'"
            f" FROM matched r WHERE {condition}"
        )

    def _take(self) -> None:
        """Rows with nothing wrong, amounts in minor units, numbered where several are about one thing."""
        self._cursor.execute("DROP TABLE IF EXISTS taken")
        self._cursor.execute(row_tables.taken(self._kind))
        self._cursor.execute("CREATE INDEX ON taken (turn)")
        looked_up_by = ", ".join(("line", "turn", *self._kind.refers, row_tables.planned_by(self._kind)))
        self._cursor.execute(f"ANALYZE taken ({looked_up_by})")

    def _merge(self) -> None:
        self._cursor.execute("SELECT max(turn) FROM taken")
        turns = self._cursor.fetchone()[0] or 0
        for turn in range(1, turns + 1 if self._kind.in_turns else min(turns, 1) + 1):
            for step in self._kind.steps:
                if callable(step):
                    step(self._cursor)
                else:
                    statements.execute(self._cursor, step, turn=turn, first_open=self._first_open)

    def _count(self) -> None:
        self._cursor.execute(
            "INSERT INTO refusal SELECT line, field, reason, true FROM verdict WHERE what = 'conflicting'"
        )
        self._cursor.execute(
            "SELECT count(*) FILTER (WHERE what = 'loaded'), count(*) FILTER (WHERE what = 'unchanged')"
            " FROM verdict"
        )
        loaded, unchanged = self._cursor.fetchone()
        self.loaded += loaded
        self.unchanged += unchanged
        self._cursor.execute("TRUNCATE incoming, verdict")
