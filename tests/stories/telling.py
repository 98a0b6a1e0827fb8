"""Stories of accounts in dated lines, told to the book through its own files and its own closes.

2026-01-01 statement 100                       minimum 100.00, due 20 days later
2026-02-01 statement 200 past-due 100          known, sent, due DATE may follow; US: sent that day
2026-01-20 pays 90                             returned, value, known, return-known DATE; kind KIND may follow
2026-01-15 re-aged                             withdrawn DATE, known DATE may follow
2026-03-10 leaves sold                         or: leaves recalled
2026-01-20 hold hardship-plan until 2026-03-01 end-known, known, fresh DATE; disputed AMOUNT, on DATE may follow
2026-01-20 person-hold disaster                the same, on the person; channel CHANNEL may follow
2026-01-25 stands M0 4 100                     stage, days past due, past due; `restated` may follow
2026-01-26 promises 100 on 2026-02-05          more of them, tolerance, grace, known, cancelled, cancel-known
2026-02-06 promise open                        the last one told of; since, expected, paid, `restated` may follow
2026-01-26 agrees 100 on 2026-02-05            more of them, tolerance, grace, cure, known, ended, reason, end-known
2026-02-06 plan missed                         the last one told of; since, expected, paid, `restated` may follow

A payment or a promise may be ``account other``: of a second account that the same person holds.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

HEADERS = {
    "products": "product,jurisdiction,currency,grace_days,tolerance,effective_from,least_days,rolls",
    "accounts": "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
    "customer,customer_name,email,phone,address",
    "statements": "account,statement_date,due_date,statement_balance,minimum_due,past_due,sent_on,known_on",
    "payments": "payment,account,posted_on,amount,value_on,kind,known_on,returned_on,return_known_on",
    "reages": "account,on,reason,known_on,withdrawn_on,withdraw_known_on",
    "exits": "account,on,reason,known_on",
    "holds": "hold,account,customer,kind,starts_on,ends_on,disputed_amount,statement_date,fresh_due_on,known_on,"
    "end_known_on,channel",
    "promises": "promise,account,made_on,due_on,amount,tolerance,grace_days,known_on,cancelled_on,cancel_known_on",
    "plans": "plan,account,agreed_on,due_on,amount,tolerance,grace_days,cure_days,known_on,ended_on,end_reason,"
    "end_known_on",
}


@dataclass
class Expected:
    day: date
    stage: str
    days_past_due: int
    past_due: str
    basis: str


@dataclass
class Promised:
    """What a promise or a plan must have come to on a day; no state: it is not known yet."""

    promise: str
    day: date
    state: str
    basis: str
    figures: dict[str, str]


@dataclass
class Story:
    """One account's life. ``rows`` are those of the files, ``expected`` what must be true on which day."""

    title: str
    account: str
    grace: str = "3"
    tolerance: str = "10.00"
    least_days: str = ""
    rolls: str = ""  # yes or no; empty: as the pack says
    jurisdiction: str = "CN"
    currency: str = "CNY"
    opened_on: str = "2025-01-01"
    customer: str = ""  # a person of its own, unless stories share one
    reached: tuple[str, str, str] = ("", "", "")  # e-mail, telephone, address
    rows: dict[str, list[list[str]]] = field(default_factory=lambda: {name: [] for name in HEADERS})
    expected: list[Expected] = field(default_factory=list)
    promised: list[Promised] = field(default_factory=list)
    planned: list[Promised] = field(default_factory=list)

    @property
    def holder(self) -> str:
        return self.customer or f"C-{self.account}"

    def tell(self, line: str) -> None:
        day, verb, *words = line.split()
        basis = "restated" if words[-1:] == ["restated"] else "known"
        if verb == "promise":
            figures = _options(words[1:])
            promise = self.rows["promises"][-1][0]
            self.promised.append(Promised(promise, date.fromisoformat(day), words[0], basis, figures))
        elif verb == "plan":
            plan = self.rows["plans"][-1][0]
            figures = _options(words[1:])
            self.planned.append(Promised(plan, date.fromisoformat(day), words[0], basis, figures))
        elif verb == "stands":
            self.expected.append(Expected(date.fromisoformat(day), words[0], int(words[1]), words[2], basis))
        else:
            {
                "statement": self._statement,
                "pays": self._pays,
                "re-aged": self._reaged,
                "leaves": self._leaves,
                "hold": self._hold,
                "person-hold": self._person_hold,
                "promises": self._promises,
                "agrees": self._agrees,
            }[verb](day, words)

    def _statement(self, day, words):
        said = _options(words[1:])
        due = said.get("due") or str(date.fromisoformat(day) + timedelta(days=20))
        balance = said.get("balance", "1000")
        self.rows["statements"].append(
            [
                self.account,
                day,
                due,
                balance,
                words[0],
                said.get("past-due", "0"),
                said.get("sent", day if self.jurisdiction == "US" else ""),
                said.get("known", ""),
            ]
        )

    def _pays(self, day, words):
        said = _options(words[1:])
        reference = f"{self.account}-{len(self.rows['payments'])}"
        self.rows["payments"].append(
            [reference, self._account(said), day, words[0], said.get("value", ""), said.get("kind", ""), said.get("known", ""),
             said.get("returned", ""), said.get("return-known", "")]
        )  # fmt: skip

    def _reaged(self, day, words):
        said = _options(words)
        self.rows["reages"].append(
            [self.account, day, "agreed", said.get("known", ""), said.get("withdrawn", ""), ""]
        )

    def _leaves(self, day, words):
        self.rows["exits"].append([self.account, day, words[0], _options(words[1:]).get("known", "")])

    def _hold(self, day, words, account=True):
        said = _options(words[1:])
        reference = f"{self.account}-H{len(self.rows['holds'])}"
        binds = (self.account, "") if account else ("", self.holder)
        self.rows["holds"].append(
            [reference, *binds, words[0], day, said.get("until", ""), said.get("disputed", ""), said.get("on", ""),
             said.get("fresh", ""), said.get("known", ""), said.get("end-known", ""), said.get("channel", "")]
        )  # fmt: skip

    def _person_hold(self, day, words):
        self._hold(day, words, account=False)

    def _promises(self, day, words):
        """``100 on 2026-02-05 50 on 2026-02-12 account other tolerance 5%``: an account may follow each."""
        names = ("tolerance", "grace", "known", "cancelled", "cancel-known")
        first = next((place for place, word in enumerate(words) if word in names), len(words))
        said = _options(words[first:])
        told = " ".join(words[:first]).replace(" account other", "@").split()
        reference = f"{self.account}-P{len({row[0] for row in self.rows['promises']})}"
        for amount, due in zip(told[::3], told[2::3], strict=True):
            account = self._account({"account": "other"} if due.endswith("@") else {})
            self.rows["promises"].append(
                [reference, account, day, due.rstrip("@"), amount, *(said.get(name, "") for name in names)]
            )

    def _agrees(self, day, words):
        """``100 on 2026-02-05 100 on 2026-03-05 cure 7``: the parts first."""
        names = ("tolerance", "grace", "cure", "known", "ended", "reason", "end-known")
        first = next((place for place, word in enumerate(words) if word in names), len(words))
        said = _options(words[first:])
        reference = f"{self.account}-L{len({row[0] for row in self.rows['plans']})}"
        for amount, due in zip(words[:first:3], words[2:first:3], strict=True):
            self.rows["plans"].append(
                [reference, self.account, day, due, amount, *(said.get(name, "") for name in names)]
            )

    def _account(self, said):
        return f"{self.account}-2" if said.get("account") == "other" else self.account

    @property
    def accounts(self):
        """The second one is there where something is told of it."""
        told = {row[1] for name in ("payments", "promises") for row in self.rows[name]}
        return sorted({self.account, *told})


def read(text: str) -> list[Story]:
    """Stories of a text: a title line, perhaps ``with NAME VALUE`` lines, then the dated lines."""
    stories: list[Story] = []
    for block in text.strip().split("\n\n"):
        title, *lines = [line.split("#")[0].strip() for line in block.strip().splitlines()]
        story = Story(title=title, account=f"STORY{len(stories):04d}")
        for line in filter(None, lines):
            if line.startswith("with "):
                setattr(story, line.split()[1], line.split()[2])
            else:
                story.tell(line)
        stories.append(story)
    return stories


def write(stories: Sequence[Story], folder: Path) -> Path:
    """The stories as intake files."""
    rows = {name: [row for story in stories for row in story.rows[name]] for name in HEADERS}
    for story in stories:
        product = f"P-{story.account}"
        rows["products"].append(
            [product, story.jurisdiction, story.currency, story.grace, story.tolerance, "",
             story.least_days, story.rolls]
        )  # fmt: skip
        rows["accounts"] += [
            [account, product, story.currency, story.jurisdiction, "zh-hans", "Asia/Shanghai", story.opened_on, "", "0001", "B1",
             story.holder, "", *story.reached]
            for account in story.accounts
        ]  # fmt: skip
    for name, header in HEADERS.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows[name]])
    return folder


def _options(words):
    return dict(zip(words[::2], words[1::2], strict=False))
