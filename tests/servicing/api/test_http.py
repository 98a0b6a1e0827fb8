"""What holds at every address: who gets in, how errors look, keys, states, bounds, and branches."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.acts import Act
from accounts.models import Account, Hold, Promise, SetAside
from servicing.api import retention, tokens
from servicing.api.http import idempotency
from servicing.api.http.problems import TYPES
from servicing.api.models import ApiToken, IdempotencyKey
from servicing.models import User, UserEdit
from tests.history import rewritten
from tests.servicing.api.calling import BROKEN, LATE, System, results, token
from tests.servicing.workspace.builders import colleague

pytestmark = pytest.mark.django_db


class TestWhoGetsIn:
    def test_nobody_without_a_token(self, client, book):
        refused = client.get("/api/v1/accounts/")
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"].startswith("Bearer")
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["type"].endswith("/api/v1/problems/unauthenticated/")

    def test_no_browser_session_either(self, client, book):
        client.force_login(colleague("supervisor"))
        for method in (client.get, client.post):
            assert method("/api/v1/accounts/").status_code == 401

    def test_no_token_that_is_wrong_expired_or_revoked(self, client, book):
        shown = token("dialler", "read")
        assert System(client, shown).get("accounts/").status_code == 200
        assert System(client, shown[:-1] + "~").get("accounts/").status_code == 401
        kept = ApiToken.objects.get(name="dialler")
        assert kept.last_used_at and shown not in str(vars(kept))
        tokens.revoke(kept.pk, Act(at=timezone.now(), by="ada"))
        assert System(client, shown).get("accounts/").status_code == 401
        made = tokens.make(
            tokens.TokenTerms("old", ["read"], days=1), Act(at=timezone.now() - timedelta(days=2))
        )
        assert System(client, made[1]).get("accounts/").status_code == 401

    def test_only_what_the_scope_reaches(self, client, book):
        reader = System(client, token("warehouse", "read"))
        refused = reader.post("promises/", {"account": LATE})
        assert (refused.status_code, refused.json()["scope"]) == (403, "write")
        assert System(client, token("dialler", "contact")).get("accounts/").status_code == 403

    def test_too_many_requests(self, client, book, settings):
        settings.API_RATE = 2
        reader = System(client, token("eager", "read"))
        statuses = [reader.get(f"accounts/{LATE}/").status_code for _ in range(6)]
        assert set(statuses[:2]) == {200} and 429 in statuses

    def test_the_command_prints_a_token_once(self, client, book, capsys):
        call_command("api_token", "letter-vendor", "--scope", "read,intake", "--days", "90")
        shown = capsys.readouterr().out.strip()
        assert System(client, shown).get("accounts/").status_code == 200
        kept = ApiToken.objects.get(name="letter-vendor")
        assert (kept.scopes, kept.expires_at.date() - kept.made_at.date()) == (
            ["intake", "read"],
            timedelta(90),
        )


class TestBranches:
    def test_nothing_of_another_branch_is_seen(self, client, book):
        with rewritten():
            Account.objects.filter(reference=BROKEN).update(branch="B2")
        south = System(client, token("south", branches=("B2",)))
        assert [row["account"] for row in results(south.get("accounts/"))] == [BROKEN]
        hold = Hold.objects.get(account__reference=BROKEN).reference
        promise = Promise.objects.get(covered__account__reference=BROKEN).reference
        for path in (f"holds/{hold}/", f"promises/{promise}/", f"people/C-{BROKEN}/"):
            assert south.get(path).status_code == 200
        north = System(client, token("north", branches=("B1",)))
        below = (
            "",
            "standing/",
            "explanation/",
            "notices/",
            "promises/",
            "holds/",
            "plans/",
            "cycles/",
            "people/",
        )
        for path in (
            *(f"accounts/{BROKEN}/{each}" for each in below),
            f"holds/{hold}/",
            f"promises/{promise}/",
        ):
            assert north.get(path).status_code == 404, path
        assert north.get(f"people/C-{BROKEN}/").status_code == 404
        assert north.post("holds/", {"account": BROKEN, "kind": "complaint"}).status_code == 422
        assert north.get("reports/aging/").status_code == 403
        groups = {line["group"] for line in north.get("reports/aging/?by=branch").json()["lines"]}
        assert groups == {"B1"}

    def test_what_cannot_be_computed_is_counted_of_its_branch_alone(self, client, book):
        known = Account.objects.get(reference=BROKEN)
        aside = Account.objects.create(
            reference="ASIDE", branch="B2", last4="0007", product=known.product, time_zone=known.time_zone,
            opened_on=known.opened_on, known_on=known.known_on, language="en",
        )  # fmt: skip
        SetAside.objects.create(account=aside, since=aside.known_on, reason="no policy in force")
        counted = {
            branch: System(client, token(branch, branches=(branch,))).get("reports/aging/?by=branch").json()
            for branch in ("B1", "B2")
        }
        assert {branch: shown["uncomputed"] for branch, shown in counted.items()} == {"B1": 0, "B2": 1}

    def test_a_token_of_a_branch_loads_nothing(self):
        with pytest.raises(tokens.TokenRefused):
            tokens.make(tokens.TokenTerms("x", ["intake"], ["B1"]), Act(at=timezone.now()))


class TestKeys:
    BODY = {"account": LATE, "kind": "complaint", "reason": "slow"}

    def test_the_same_request_has_the_same_answer(self, system):
        first = system.post("holds/", self.BODY, key="k1")
        again = system.post("holds/", self.BODY, key='"k1"')
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content and again["ETag"] == first["ETag"]
        assert again["Idempotency-Replayed"] == "true"
        assert Hold.objects.filter(reason="slow").count() == 1

    def test_errors_are_answered_again_too(self, system):
        wrong = {**self.BODY, "kind": "none"}
        assert (
            system.post("holds/", wrong, key="k2").content == system.post("holds/", wrong, key="k2").content
        )

    def test_another_body_is_refused(self, system):
        system.post("holds/", self.BODY, key="k3")
        refused = system.post("holds/", {**self.BODY, "reason": "rude"}, key="k3")
        assert refused.status_code == 422 and refused.json()["type"].endswith("/key-reused/")
        assert system.post("promises/", self.BODY, key="k3").status_code == 422

    def test_another_system_has_keys_of_its_own(self, client, system):
        system.post("holds/", self.BODY, key="k4")
        other = System(client, token("branch-desk"))
        assert other.post("holds/", {**self.BODY, "reason": "rude"}, key="k4").status_code == 201

    def test_one_is_needed(self, client, system):
        refused = client.post(
            "/api/v1/holds/", "{}", content_type="application/json",
            headers={"Authorization": f"Bearer {system.token}"},
        )  # fmt: skip
        assert refused.status_code == 400 and refused.json()["type"].endswith("/key-missing/")

    def test_who_was_killed_leaves_it_to_the_next(self, system):
        """The key was written, and nothing else."""
        system.post("holds/", self.BODY, key="k6")
        with rewritten():
            Hold.objects.filter(reason="slow").delete()
        IdempotencyKey.objects.filter(key="k6").update(status=None)
        assert system.post("holds/", self.BODY, key="k6").status_code == 201
        assert Hold.objects.filter(reason="slow").count() == 1

    def test_they_are_kept_thirty_days(self, system):
        system.post("holds/", self.BODY, key="k7")
        assert not retention.purge(timezone.now() + timedelta(days=29))
        assert retention.purge(timezone.now() + timedelta(days=31))["keys"] >= 1
        assert not IdempotencyKey.objects.exists()


def test_a_payment_holiday_for_days_that_have_passed_is_granted_by_a_person(system):
    body = {"account": LATE, "kind": "payment-holiday", "starts_on": "2026-01-01"}
    refused = system.post("holds/", body)
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("/not-allowed/")


class TestErrors:
    def test_every_type_has_a_page(self, client):
        for code, kind in TYPES.items():
            assert str(kind.title).encode() in client.get(f"/api/v1/problems/{code}/").content

    def test_the_title_is_in_the_language_asked_for(self, system):
        titles = {
            language: system.get("nowhere/", **{"Accept-Language": language}).json()["title"]
            for language in ("en", "es", "zh-Hans")
        }
        assert titles == {"en": "There is no such thing", "es": "No existe", "zh-Hans": "不存在"}

    def test_parameters_are_named(self, system):
        refused = system.get(f"accounts/{LATE}/standing/?on=tomorrow&basis=guessed")
        assert refused.status_code == 400
        assert {error["parameter"] for error in refused.json()["errors"]} == {"on", "basis"}

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("get", "nowhere/", 404),
            ("get", "accounts/%00/", 404),
            ("post", "accounts/", 405),
            ("get", "holds/", 405),
        ],
    )
    def test_wrong_addresses_and_methods(self, system, method, path, status):
        refused = getattr(system, method)(path)
        assert refused.status_code == status
        assert refused["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("body", ["{", "[1]", '"x"', "null", "[" * 30_000, '{"a":' * 10_000])
    @pytest.mark.parametrize("path", ["holds/", "intake/payments/"])
    def test_bodies_that_are_none(self, client, system, body, path):
        refused = client.post(
            f"/api/v1/{path}", body, content_type="application/json",
            headers={"Authorization": f"Bearer {system.token}", "Idempotency-Key": body[:9]},
        )  # fmt: skip
        assert refused.status_code in (400, 422)

    def test_a_card_number_has_no_place_here(self, system):
        body = {"account": LATE, "kind": "complaint", "reason": "about 4111 1111 1111 1111"}
        assert system.post("holds/", body).json()["errors"][0]["field"] == "reason"

    def test_bodies_are_bounded_before_they_are_read(self, client, system):
        refused = system.post("holds/", {"account": "x" * 70_000})
        assert (refused.status_code, refused.json()["limit"]) == (413, 65536)
        unmeasured = client.post(
            "/api/v1/holds/", content_type="application/json", CONTENT_LENGTH="",
            headers={
                "Authorization": f"Bearer {system.token}", "Idempotency-Key": "c", "Transfer-Encoding": "chunked",
            },
        )  # fmt: skip
        assert unmeasured.status_code == 411

    def test_a_file_is_bounded_too(self, system, settings):
        settings.API_INTAKE_BYTES = 10
        assert system.post("intake/payments/", csv="payment,account,posted_on,amount\n").status_code == 413


class TestStates:
    def test_what_is_known_is_not_sent_again(self, system):
        first = system.get(f"accounts/{LATE}/")
        assert system.get(f"accounts/{LATE}/", **{"If-None-Match": first["ETag"]}).status_code == 304


def test_history_names_system_and_person(system):
    """What a request changes is attributed, also where the row itself names nobody."""
    user = User.objects.create(username="somebody", role="agent")
    system.person = "wei"
    with idempotency.named({"by": "api/core-banking/wei", "system": "core-banking", "person": "wei"}):
        User.objects.filter(pk=user.pk).update(name="Some Body")
    edit = UserEdit.objects.filter(pgh_obj=user).last()
    assert edit.pgh_context == {"by": "api/core-banking/wei", "system": "core-banking", "person": "wei"}
    system.post("holds/", TestKeys.BODY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        assert cursor.fetchone()[0] == ""


class TestDescription:
    def test_it_is_open_and_of_the_version(self, client):
        described = client.get("/api/v1/schema/").json()
        assert described["openapi"].startswith("3.1")
        assert "/api/v1/accounts/{reference}/standing/" in described["paths"]

    def test_every_operation_says_what_it_does_and_what_may_go_wrong(self, client):
        for path, operations in client.get("/api/v1/schema/").json()["paths"].items():
            for method, operation in operations.items():
                assert operation["summary"], (path, method)
                assert {"401", "403", "429"} <= set(operation["responses"]), (path, method)
                names = {parameter["name"] for parameter in operation.get("parameters", [])}
                assert ("Idempotency-Key" in names) == (method == "post"), (path, method)

    def test_its_page_asks_no_other_host(self, client):
        page = client.get("/api/v1/").content.decode()
        assert "reports/aging/" in page
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)
