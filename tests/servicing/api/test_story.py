"""A day of the systems around the book: every address of the rules, section 14, by what they do there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.dates import local_day
from accounts.models import Account, ContactEvent, Hold, Payment, Promise
from tests.servicing.api.calling import BROKEN, KEPT, LATE, PLANNED, System, results, token

pytestmark = pytest.mark.django_db


def today():
    return local_day(timezone.now(), "Asia/Shanghai")


class TestTheWarehouseReads:
    def test_accounts_with_where_they_stood_at_the_last_close(self, system):
        found = results(system.get("accounts/"))
        assert [(row["account"], row["stage"], row["past_due"]) for row in found[:1]] == [
            (LATE, "M2", "300.00")
        ]
        assert {"product", "currency", "jurisdiction", "branch", "last4"} <= set(found[0])
        assert [system.get(f"accounts/{row['account']}/").json() for row in found] == found

    def test_accounts_by_stage_product_and_change(self, system):
        assert [row["account"] for row in results(system.get("accounts/?stage=M2"))] == [LATE]
        assert [row["account"] for row in results(system.get(f"accounts/?product=P-{KEPT}"))] == [KEPT]
        changed = {row["account"] for row in results(system.get("accounts/?changed_since=2026-03-01"))}
        assert LATE in changed and BROKEN not in changed

    def test_one_account_and_its_facts(self, system):
        assert system.get(f"accounts/{KEPT}/").json()["credit_limit"] is None
        cycles = results(system.get(f"accounts/{LATE}/cycles/"))
        assert [row["past_due"] for row in cycles] == ["200.00", "100.00", "0.00"]
        payments = results(system.get(f"accounts/{KEPT}/payments/"))
        assert [(row["amount"], row["returned_on"]) for row in payments] == [
            ("100.00", "2026-02-25"), ("100.00", None)
        ]  # fmt: skip

    def test_where_it_stands_and_why(self, system):
        found = system.get(f"accounts/{LATE}/standing/?on=2026-02-01&basis=known").json()
        assert found["stage"] == "M1" and found["past_due"] == "100.00" and found["days_past_due"] == 11
        assert found["stage_since"] == "2026-02-01" and found["oldest_missed_statement"] == "2026-01-01"
        restated = system.get(f"accounts/{LATE}/standing/?on=2026-02-01&basis=restated").json()
        assert (restated["stage"], restated["stage_since"]) == ("M1", None)

    @pytest.mark.parametrize(("language", "word"), [("en", "past due"), ("zh-hans", "逾期"), ("es", "mora")])
    def test_the_explanation_in_each_language(self, system, language, word):
        found = system.get(f"accounts/{LATE}/explanation/?on=2026-02-01&language={language}").json()
        assert word in " ".join(found["sentences"]).lower()
        assert next(line["unpaid"] for line in found["cycles"]) == "100.00"

    def test_reports_as_the_commands_print_them(self, system):
        aging = system.get("reports/aging/?on=2026-03-31&by=jurisdiction").json()
        assert sum(line["accounts"] for line in aging["lines"]) == Account.objects.count()
        late = next(line for line in aging["lines"] if line["stage"] == "M2")
        assert (late["group"], late["accounts"], late["past_due"]) == ("CN", 1, "300.00")
        rates = system.get("reports/roll-rates/?from=2026-01-31&to=2026-02-28").json()
        moved = {(line["from_stage"], line["to_stage"]): line["accounts"] for line in rates["lines"]}
        assert moved["M0", "M1"] >= 1 and rates["from"] == "2026-01-31"

    def test_a_day_that_is_not_closed(self, system):
        problem = system.get(f"accounts/{LATE}/standing/?on=2026-04-01")
        assert problem.status_code == 422 and problem.json()["last_closed"] == "2026-03-31"


class TestTheCoreBankLoads:
    def test_a_file_streamed(self, system):
        rows = f"payment,account,posted_on,amount\nAPI1,{LATE},2026-04-01,10.00\n"
        answer = system.post("intake/payments/", csv=rows)
        assert answer.status_code == 200
        assert answer.json() == {"loaded": 1, "unchanged": 0, "refused": 0, "conflicting": 0, "errors": []}
        assert Payment.objects.get(reference="API1").amount == 1000
        assert system.post("intake/payments/", csv=rows).json()["unchanged"] == 1

    def test_bad_rows_are_named_and_nothing_is_loaded(self, system):
        rows = (
            f"payment,account,posted_on,amount\nGOOD,{LATE},2026-04-01,10.00\nBAD,NOBODY,2026-04-01,1.000\n"
        )
        answer = system.post("intake/payments/", csv=rows)
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        said = answer.json()
        assert (said["loaded"], said["refused"]) == (0, 1)
        assert {(e["row"], e["field"]) for e in said["errors"]} == {(3, "account")}
        assert not Payment.objects.filter(reference="GOOD").exists()

    def test_good_rows_alone_where_that_is_asked_for(self, system, settings):
        rows = f"payment,account,posted_on,amount\nGOOD,{LATE},2026-04-01,10.00\nBAD,NOBODY,2026-04-01,1.00\n"
        answer = system.post("intake/payments/?skip_bad=true", csv=rows)
        assert (answer.status_code, answer.json()["loaded"]) == (422, 1)
        assert Payment.objects.filter(reference="GOOD").exists()
        assert list((settings.HOME / "refused").glob("payments-*.csv"))
        assert list((settings.HOME / "intake").iterdir()) == []

    def test_a_single_fact_as_json(self, system):
        row = {"payment": "API2", "account": LATE, "posted_on": "2026-04-01", "amount": "5"}
        assert system.post("intake/payments/", row).json()["loaded"] == 1
        refused = system.post("intake/payments/", [{**row, "amount": "five"}])
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "amount"

    def test_another_file_than_the_address_says(self, system):
        rows = f"payment,account,posted_on,amount\nAPI9,{LATE},2026-04-01,10.00\n"
        refused = system.post("intake/statements/", csv=rows)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["reason"] == "its header is that of payments, not of statements"
        assert not Payment.objects.filter(reference="API9").exists()


class TestTheDialler:
    def test_asks_and_logs(self, client, book):
        dialler = System(client, token("dialler", "contact", "read"), person="wei")
        answer = dialler.post("contacts/ask/", {"account": LATE, "channel": "call", "purpose": "collection"})
        assert answer.status_code == 200
        said = answer.json()
        assert said["allowed"] is False and said["rule"] == "no-number" and said["reason"]

    def test_logs_a_call_of_theirs(self, client, book):
        dialler = System(client, token("dialler", "contact", "read"), person="wei")
        body = {
            "account": LATE, "direction": "in", "channel": "call", "at": "2026-04-01T03:00:00Z",
            "outcome": "conversation", "identity": "questions", "right_party": True, "note": "asked for the balance",
        }  # fmt: skip
        logged = dialler.post("contacts/", body)
        assert logged.status_code == 201 and logged.json()["agent"] == "api/dialler/wei"
        assert ContactEvent.objects.get(pk=logged.json()["contact"]).note == "asked for the balance"
        assert results(dialler.get(f"accounts/{LATE}/contacts/"))[0]["contact"] == logged.json()["contact"]

    def test_a_conversation_with_nobody_checked_is_refused(self, client, book):
        dialler = System(client, token("dialler", "contact"))
        body = {"account": LATE, "direction": "in", "channel": "call", "at": "2026-04-01T03:00:00Z"}
        refused = dialler.post("contacts/", {**body, "outcome": "conversation"})
        assert {e["field"] for e in refused.json()["errors"]} == {"identity", "right_party"}

    def test_nothing_goes_out_without_a_yes(self, client, book):
        dialler = System(client, token("dialler", "contact"))
        no = dialler.post(
            "contacts/ask/", {"account": LATE, "channel": "call", "purpose": "collection"}
        ).json()
        refused = dialler.post("contacts/", {"answer": no["answer"], "outcome": "no-answer"})
        assert refused.status_code == 409
        another = System(client, token("other", "contact"))
        assert another.post("contacts/", {"answer": no["answer"], "outcome": "no-answer"}).status_code == 422


class TestPromisesAndHolds:
    def test_a_promise_is_taken_read_and_cancelled(self, system):
        system.person = "maria"
        due = str(today() + timedelta(days=5))
        body = {"account": LATE, "instalments": [{"due_on": due, "amount": "50.00"}], "tolerance": "5%"}
        taken = system.post("promises/", body)
        assert taken.status_code == 201, taken.content
        said = taken.json()
        assert (said["state"], said["taken_by"]) == ("open", "api/core-banking/maria")
        found = system.get(taken["Location"].removeprefix("/api/v1/"))
        assert found["ETag"] == taken["ETag"] and found.json() == said
        assert said in results(system.get(f"accounts/{LATE}/promises/"))
        path = f"promises/{said['promise']}/cancel/"
        assert system.post(path, {"reason": "lost work"}).status_code == 428
        stale = system.post(path, {"reason": "lost work"}, **{"If-Match": '"other"'})
        assert stale.status_code == 412
        done = system.post(path, {"reason": "lost work"}, **{"If-Match": found["ETag"]})
        assert done.json()["cancel_reason"] == "lost work"
        assert Promise.objects.get(reference=said["promise"]).cancelled_by == "api/core-banking/maria"

    def test_every_field_at_fault_is_named(self, system):
        body = {"account": "NOBODY", "instalments": [{"due_on": "2020-01-01", "amount": "1.234"}]}
        refused = system.post("promises/", body)
        assert refused.json()["errors"] == [
            {"field": "account", "pointer": "#/account", "detail": "There is no such account."}
        ]
        refused = system.post("promises/", {**body, "account": LATE})
        assert refused.json()["errors"][0]["pointer"] == "#/instalments/0/due_on"

    def test_what_the_stories_promised(self, system):
        states = {
            name: results(system.get(f"accounts/{name}/promises/"))[0]["state"] for name in (BROKEN, KEPT)
        }
        assert states == {BROKEN: "broken", KEPT: "kept"}
        plan = results(system.get(f"accounts/{PLANNED}/plans/"))[0]
        assert plan["instalments"][0] == {"due_on": "2026-02-05", "amount": "100.00"}
        assert plan["state"] == "lapsed" and system.get(f"plans/{plan['plan']}/").json() == plan
        assert results(system.get(f"accounts/{PLANNED}/offers/")) == []
        assert results(system.get(f"accounts/{PLANNED}/cases/")) == []
        assert results(system.get(f"accounts/{PLANNED}/notices/")) == []

    def test_a_hold_is_placed_and_ended(self, system):
        placed = system.post("holds/", {"account": LATE, "kind": "dispute", "reason": "not theirs"})
        assert placed.status_code == 201, placed.content
        hold = placed.json()
        assert hold["starts_on"] == str(today()) and hold["placed_by"] == "api/core-banking"
        ended = system.post(
            f"holds/{hold['hold']}/end/", {"ends_on": str(today()), "reason": "settled"},
            **{"If-Match": placed["ETag"]},
        )  # fmt: skip
        assert ended.status_code == 200, ended.content
        assert ended.json()["ends_on"] == str(today())
        assert Hold.objects.get(reference=hold["hold"]).ended_by == "api/core-banking"
        assert hold["hold"] in {row["hold"] for row in results(system.get(f"accounts/{LATE}/holds/"))}

    def test_what_protects_somebody_is_ended_by_a_person_of_the_house(self, system):
        placed = system.post("holds/", {"account": LATE, "kind": "complaint", "reason": "rude letter"})
        end = {"ends_on": str(today()), "reason": "settled"}
        path = f"holds/{placed.json()['hold']}/end/"
        refused = system.post(path, end, **{"If-Match": placed["ETag"]})
        assert refused.status_code == 422 and refused.json()["type"].endswith("/problems/not-allowed/")

    def test_what_the_rules_refuse_is_said(self, system):
        again = {"account": LATE, "kind": "dispute", "disputed_amount": "10", "reason": "x"}
        refused = system.post("holds/", again)
        assert refused.status_code == 422 and refused.json()["type"].endswith("/problems/not-allowed/")

    def test_people(self, system):
        (party,) = results(system.get(f"accounts/{LATE}/people/"))
        person = system.get(f"people/{party['customer']}/").json()
        assert person["accounts"][0]["account"] == LATE
