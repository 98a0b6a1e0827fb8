"""What a letter says of an account and a person, by everything known now (rules, section 7).

Many notices are asked for at once: the queries are as many for one as for a thousand. What a placeholder
stands for is told in ``placeholders``; where the book does not know it, it is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Q

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.customers import reachability
from accounts.dates import NEVER
from accounts.models import Account, BillingCycle, Hold, Party
from accounts.rules import standing as standing_rules
from accounts.rules.standing import CycleDue, Facts, NoPolicy, Standing
from accounts.standings import facts
from notices import prescribed, print_spellings
from notices.kinds import catalogue
from notices.kinds.placeholders import DAY, GROUPS, PLACEHOLDERS, REPORT, TABLE
from notices.kinds.schema import CHANNELS
from notices.letters import occasion_figures
from notices.models import Notice
from notices.wordings import versions as wording_versions

Values = dict[str, Any]
SPLIT = ("principal", "interest", "fees")


@dataclass(frozen=True, slots=True)
class Figures:
    """``values`` by placeholder: texts, minor units, days, whole numbers, lines, rows of tables.

    ``language`` is the one that the reader asked for, else that of the account. ``reached``: where, by each
    channel that reaches the reader. ``problem``: why the account cannot be computed. ``wording``: in what
    words the notice goes while a hold lasts, as ``packs.terms.Statutory``; none: its own. ``stopped``:
    channels by which the reader does not want to hear from us. ``spelled``: what a letter prints in place of
    a name or an address that our fonts cannot bear.
    """

    jurisdiction: str
    currency: str
    language: str
    as_of: date
    reached: Mapping[str, str]
    values: Values
    problem: str = ""
    wording: str = ""
    stopped: frozenset[str] = frozenset()
    spelled: Mapping[str, str] = field(default_factory=dict)

    def frozen(self) -> dict[str, Any]:
        """The same as JSON has it: days in ISO form."""
        return {
            "jurisdiction": self.jurisdiction,
            "currency": self.currency,
            "language": self.language,
            "as_of": self.as_of.isoformat(),
            "reached": dict(self.reached),
            "wording": self.wording,
            **({"spelled": dict(self.spelled)} if self.spelled else {}),
            "values": {name: _frozen(value) for name, value in self.values.items()},
        }

    def for_print(self) -> "Figures":
        """The same with the spellings that people have approved for paper."""
        if not self.spelled:
            return self
        names = ("recipient_name", "cardholder_name")
        values: Values = {
            name: self.spelled.get(self.values[name], self.values[name])
            for name in names
            if name in self.values
        }
        if address := self.spelled.get(self.reached.get("letter", "")):
            values["address_lines"] = _lines(address)
        return replace(self, values={**self.values, **values})

    def with_values(self, values: Values) -> "Figures":
        """These values beside its own, which come first."""
        return replace(self, values={**values, **self.values})


def frozen_with(own: Figures, letter: Figures) -> dict[str, Any]:
    """Those of one account, and beside them what the letter says that it shares with others."""
    return {**own.frozen(), "letter": letter.frozen()["values"]}


def thawed(frozen: Mapping[str, Any]) -> Figures:
    """What the letter was made of, as it was frozen."""
    return Figures(
        jurisdiction=frozen["jurisdiction"],
        currency=frozen["currency"],
        language=frozen["language"],
        as_of=date.fromisoformat(frozen["as_of"]),
        reached=frozen["reached"],
        wording=frozen["wording"],
        spelled=frozen.get("spelled", {}),
        values={name: _thawed(name, value) for name, value in frozen.get("letter", frozen["values"]).items()},
    )


def of(notices: Sequence[Notice], as_of: date) -> dict[int, Figures]:
    """By the key of the notice. The day is today where letters go out today."""
    asked = _Asked(notices, as_of)
    return {notice.pk: asked.figures(notice) for notice in notices}


class _Asked:
    """Everything that these notices need of the book, read at once."""

    def __init__(self, notices: Sequence[Notice], as_of: date) -> None:
        accounts = {notice.account_id for notice in notices}
        self.as_of = as_of
        self.accounts = Account.objects.select_related("product").in_bulk(accounts)
        self.known = {pk: known.known_by(NEVER) for pk, known in facts.of_accounts(accounts).items()}
        self.splits = _splits(accounts, as_of)
        self.cardholders = _cardholders(accounts)
        self.recipients = {notice.recipient_id: notice.recipient for notice in notices}
        self.languages = reachability.own_languages(self.recipients)
        self.reached = _reached(self.recipients)
        self.stopped = _stopped(self.recipients, as_of)
        self.occasions = occasion_figures.told(notices, as_of)
        self.calendar = cache(calendar_store.of)
        self.prescribed: dict[tuple[str, str], Values] = {}
        self.spellings = print_spellings.in_force(
            {*self.recipients, *(pk for pk, _ in self.cardholders.values())}
        )

    def figures(self, notice: Notice) -> Figures:
        account = self.accounts[notice.account_id]
        of_account, problem = self._of_account(account, notice)
        language = self.languages.get(notice.recipient_id) or account.language
        return Figures(
            jurisdiction=account.product.jurisdiction,
            currency=account.product.currency,
            language=language,
            as_of=self.as_of,
            reached=self.reached[notice.recipient_id],
            values=_present(
                {
                    **self._of_notice(notice),
                    **self._prescribed(notice.kind, language),
                    **of_account,
                    **self.occasions[notice.pk],
                }
            ),
            problem=problem,
            wording=notice.wording,
            stopped=self.stopped[notice.recipient_id],
            spelled=self._spelled(notice),
        )

    def _of_notice(self, notice: Notice) -> Values:
        name = self.recipients[notice.recipient_id].name
        address = self.reached[notice.recipient_id].get("letter", "")
        return {
            "recipient_name": name,
            "address_lines": _lines(address),
            "cardholder_name": self.cardholders.get(notice.account_id, (0, ""))[1],
            "reference": notice.reference,
            "as_of": self.as_of,
        }

    def _spelled(self, notice: Notice) -> dict[str, str]:
        """Of what this letter says of its reader and of the cardholder, by the text as it is recorded."""
        client, name = self.cardholders.get(notice.account_id, (0, ""))
        reader = notice.recipient_id
        said = (
            (reader, self.recipients[reader].name),
            (reader, self.reached[reader].get("letter", "")),
            (client, name),
        )
        known = ((text, self.spellings.get(person, {}).get(text)) for person, text in said)
        return {text: spelling for text, spelling in known if spelling}

    def _prescribed(self, code: str, reader: str) -> Values:
        """What law prescribes word for word, as far as it is in the archive."""
        kind, language = catalogue.get(code), wording_versions.language_for(code, reader)
        if (code, language) not in self.prescribed:
            sheet, wording = (
                prescribed.in_force(kind, each, language, self.as_of) if each else None
                for each in (kind.encloses, kind.prints)
            )
            self.prescribed[code, language] = {
                "enclosure": str(sheet or ""),
                "prescribed_wording": prescribed.text_of(wording) if wording else "",
            }
        return self.prescribed[code, language]

    def _of_account(self, account: Account, notice: Notice) -> tuple[Values, str]:
        values = {
            "account_tail": account.last4,
            "product": account.product.code,
            "opened_on": account.opened_on,
        }
        known = self.known[account.pk]
        try:
            now = standing_rules.standing(known, self.as_of)
        except NoPolicy as problem:
            return values, str(problem)
        split = self.splits.get(account.pk, {})
        report = self._report(notice, now)
        by_contract = catalogue.get(notice.kind).occasion.type == "missed-minimums"
        missed = _of_contract(now) if by_contract else _of_missed(now)
        return values | _of_standing(now) | _of_statement(now, known, split) | missed | report, ""

    def _report(self, notice: Notice, now: Standing) -> Values:
        """Where the letter names the earliest day of a report."""
        kind = catalogue.get(notice.kind)
        if REPORT not in GROUPS[kind.occasion.type]:
            return {}
        calendar = self.calendar(packs.of(kind.jurisdiction).calendar)
        return {"report_from": occasion_figures.report_from(notice, now, calendar)}


def _of_standing(now: Standing) -> Values:
    return {"balance": now.balance if now.newest else None, "past_due": now.past_due}


def _of_statement(now: Standing, known: Facts, split: Values) -> Values:
    """What the newest statement asks, and until when. Grace by the policy of its date."""
    if now.newest is None:
        return {}
    policy = standing_rules.policy_on(known.policies, now.newest.statement_date)
    due = standing_rules.effective_due(now.newest, known)
    return {
        "statement_date": now.newest.statement_date,
        "minimum_due": now.newest.minimum_due,
        "minimum_left": now.unpaid,
        "due_date": due,
        "grace_ends": due + timedelta(days=policy.grace_days),
        **split,
    }


def _of_missed(now: Standing) -> Values:
    """What is past due, statement by statement: all of it, so that the rows add up to the amount.

    An opening cycle has no statement of its own; its date is the one that the rules assume.
    """
    late = [cycle for cycle in now.asked if cycle.unpaid and cycle.past_due_from <= now.day]
    if now.oldest_missed is None:
        return {}
    return {
        "days_past_due": now.days_past_due,
        "oldest_missed_due": now.oldest_missed.effective_due,
        "oldest_missed_statement": now.oldest_missed.statement_date,
        "statements_missed": now.statements_missed,
        "missed_statements": [_row(cycle) for cycle in late],
    }


def _of_contract(now: Standing) -> Values:
    """What law counts: every payment whose own due date is over, without our grace, tolerance and pauses."""
    late = [cycle for cycle in now.asked if cycle.unpaid and cycle.basis.due_date < now.day]
    if not late:
        return {}
    return {
        "past_due": sum(cycle.unpaid for cycle in late),
        "days_past_due": (now.day - late[0].basis.due_date).days,
        "oldest_missed_due": late[0].basis.due_date,
        "oldest_missed_statement": late[0].statement_date,
        "statements_missed": len(late),
        "missed_statements": [{**_row(cycle), "due": cycle.basis.due_date} for cycle in late],
    }


def _row(cycle: CycleDue) -> Values:
    return {
        "statement": cycle.statement_date,
        "due": cycle.effective_due,
        "asked": cycle.amount,
        "unpaid": cycle.unpaid,
    }


def _splits(accounts: set[int], as_of: date) -> dict[int, Values]:
    """How the balance of the newest statement splits, where the issuer says so in full."""
    newest = (
        BillingCycle.objects.filter(account__in=accounts, statement_date__lte=as_of)
        .order_by("account", "-statement_date", "-known_on", "-stated_known_on")
        .distinct("account")
    )
    return {
        account: dict(zip(SPLIT, split, strict=True))
        | {"breakdown": [{"part": part, "amount": each} for part, each in zip(SPLIT, split, strict=True)]}
        for account, *split in newest.values_list("account", *SPLIT)
        if None not in split
    }


def _cardholders(accounts: set[int]) -> dict[int, tuple[int, str]]:
    """Key and name of the cardholder, by account."""
    rows = Party.objects.filter(account__in=accounts, role=Party.Role.CARDHOLDER)
    return {
        pk: (person, name) for pk, person, name in rows.values_list("account", "customer", "customer__name")
    }


def _lines(address: str) -> list[str]:
    return [line.strip() for line in address.splitlines() if line.strip()]


def _reached(customers: Mapping[int, Any]) -> dict[int, dict[str, str]]:
    """The best contact point of each channel, as it was given; in their order all of them are good."""
    by_kind: dict[int, dict[str, str]] = defaultdict(dict)
    for point in reachability.contact_points(customers).filter(blocked=""):
        by_kind[point.customer_id].setdefault(point.kind, point.value)
    return {pk: dict(_by_channel(by_kind[pk])) for pk in customers}


def _stopped(customers: Iterable[int], day: date) -> dict[int, frozenset[str]]:
    """The channels by which these persons asked not to be contacted; a wish without one means all of them."""
    rows = Hold.objects.filter(
        Q(ends_on__gte=day) | Q(ends_on=None) & (Q(lapses_on=None) | Q(lapses_on__gte=day)),
        customer__in=customers, kind=Hold.Kind.CEASE_CONTACT, starts_on__lte=day, withdrawn_on=None,
    )  # fmt: skip
    stopped: dict[int, set[str]] = {pk: set() for pk in customers}
    for customer, channel in rows.values_list("customer", "channel"):
        if customer is not None:
            stopped[customer] |= {channel} if channel else set(CHANNELS)
    return {pk: frozenset(channels) for pk, channels in stopped.items()}


def _by_channel(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for channel in CHANNELS:
        if value := values.get(reachability.REACHED_BY[channel]):
            yield channel, value


def _present(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _frozen(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_frozen(each) for each in value]
    if isinstance(value, dict):
        return {name: _frozen(each) for name, each in value.items()}
    return value


def _thawed(name: str, value: Any) -> Any:
    placeholder = PLACEHOLDERS[name]
    if placeholder.sort == DAY:
        return date.fromisoformat(value)
    if placeholder.sort == TABLE:
        columns = placeholder.columns or {}
        return [
            {key: date.fromisoformat(each) if columns[key] == DAY else each for key, each in row.items()}
            for row in value
        ]
    return value
