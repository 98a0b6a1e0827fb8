"""Events: derived from what closes wrote, signed, in order, retried, and never to an address inside."""

import socket
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.intake import Intake, load
from accounts.models import Account, BusinessDay, StageChange
from notices import state_changes
from notices.models import Notice
from servicing.api import retention
from servicing.api.models import Delivery, Event, EventType, Subscription
from servicing.api.webhooks import addresses, delivery, events, subscriptions
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.api.calling import BOOK, BROKEN, KEPT, LATE, PLANNED, System, results, token
from tests.servicing.api.receiving import receiving
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db
BEGUN = datetime(2026, 1, 10, tzinfo=UTC)
THEN = datetime(2026, 4, 2, tzinfo=UTC)
ACT = Act(at=BEGUN, by="ada")


@pytest.fixture(scope="module")
def listened(module_db, tmp_path_factory):
    """The book, to which somebody has listened since before its first close, with a day that waits."""
    folder = write(read(BOOK), tmp_path_factory.mktemp("files"))
    list(load(sorted(folder.glob("*.csv")), Intake(folder / "refused")))
    subscription = Subscription.objects.create(
        url="http://127.0.0.1:9/", events=EventType.values, made_at=BEGUN, made_by="ada"
    )
    subscriptions._begin(BEGUN)
    nightly_close.close_through(date(2026, 3, 31), now=THEN)
    events.derive(THEN)
    return subscription


@pytest.fixture(autouse=True)
def loopback(settings):
    settings.WEBHOOK_LOOPBACK = True
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.3


@pytest.fixture
def receiver(listened):
    """Hears everything that waits for the subscription."""
    with receiving() as (receiver, url):
        with rewritten():
            Subscription.objects.filter(pk=listened.pk).update(url=url)
        receiver.secret = subscriptions.secret(listened)
        yield receiver


def deliver(subscription, after: timedelta = timedelta()) -> int:
    return delivery.deliver(subscription.pk, lambda: THEN + after)


def expected(account: str) -> list[tuple[str, str]]:
    moves = StageChange.objects.filter(account__reference=account).exclude(from_stage="", to_stage="CURRENT")
    return [("stage.changed", str(on)) for on in moves.order_by("pk").values_list("on", flat=True)]


class TestWhatIsTold:
    def test_every_move_of_every_account_in_order(self, listened, receiver):
        assert deliver(listened) == Delivery.objects.filter(state="delivered").count() > 90
        assert receiver.of(LATE) == expected(LATE)
        assert ("promise.broken", "2026-02-06") in receiver.of(BROKEN)
        assert ("promise.kept", "2026-01-30") in receiver.of(KEPT)
        assert [each for each in receiver.of(PLANNED) if each[0].startswith("plan")] == [
            ("plan.missed", "2026-02-06"), ("plan.lapsed", "2026-02-20"),
        ]  # fmt: skip
        days = [event["data"]["day"] for _, event in receiver.taken if event["type"] == "close.done"]
        assert days == sorted(days) and days[-1] == "2026-03-31"

    def test_it_is_kept_thirty_days_or_until_it_is_taken_and_told_once_all_the_same(
        self, listened, receiver, monkeypatch
    ):
        monkeypatch.setattr(retention, "CHUNK", 40)
        taken, last_day = deliver(listened), THEN + timedelta(days=30)
        waits = subscriptions.send_test(listened, THEN)
        with rewritten():
            BusinessDay.objects.update(closed_at=THEN)  # and not by the clock of the test
        assert not retention.purge(last_day)
        assert retention.purge(last_day + timedelta(minutes=1))["events"] == taken
        assert list(Event.objects.all()) == [waits.event]
        assert events.derive(last_day + timedelta(minutes=2)) == 0

    def test_nothing_personal_is_in_them(self, listened):
        told = {name for data in Event.objects.values_list("data", flat=True) for name in data}
        assert told <= {"account", "on", "promise", "plan", "notice", "day"}

    def test_deriving_again_finds_nothing(self, listened):
        assert events.derive(THEN) == 0

    def test_notices_that_were_sent_and_came_back(self, listened):
        notice = noticed(Account.objects.get(reference=LATE), state="sending")
        rows = Notice.objects.filter(pk=notice.pk)
        state_changes.change_state(rows, "sent", Act(at=THEN))
        state_changes.change_state(rows, "returned", Act(at=THEN), "moved")
        assert events.derive(THEN) == 2 and events.derive(THEN + timedelta(minutes=1)) == 0
        told = Event.objects.filter(data__notice=notice.reference).order_by("pk")
        assert [event.type for event in told] == ["notice.sent", "notice.returned"]

    def test_only_types_and_branches_that_were_asked_for(self, listened):
        other = subscriptions.subscribe(
            subscriptions.Wanted("http://127.0.0.1:9/", ["notice.sent"], branches=["B7"]),
            Act(at=THEN, by="ada"),
        )
        notice = noticed(Account.objects.get(reference=LATE), state="sending")
        state_changes.change_state(Notice.objects.filter(pk=notice.pk), "sent", Act(at=THEN))
        events.derive(THEN)
        assert not Delivery.objects.filter(subscription=other).exists()
        assert Delivery.objects.filter(subscription=listened, event__data__notice=notice.reference).exists()


class TestReceiversThatFail:
    def test_one_that_fails_is_left_alone_and_hears_all_later(self, listened, receiver):
        receiver.answers = [500] * delivery.HANDS
        assert deliver(listened) == 0
        listened.refresh_from_db()
        assert listened.failures == 1 and listened.resumes_at == THEN + timedelta(seconds=5)
        assert deliver(listened, timedelta(seconds=4)) == 0 and len(receiver.calls) <= delivery.HANDS
        receiver.answers = []
        deliver(listened, timedelta(seconds=6))
        assert receiver.of(LATE) == expected(LATE)
        assert not Delivery.objects.filter(subscription=listened, state="waiting").exists()

    def test_one_that_hangs_is_not_waited_for(self, listened, receiver):
        receiver.answers = ["hangs"] * delivery.HANDS
        assert deliver(listened) == 0
        receiver.answers = []
        deliver(listened, timedelta(minutes=10))
        assert receiver.of(KEPT)[0] == expected(KEPT)[0]

    def test_one_that_refuses_an_account_hears_of_the_others(self, listened, receiver):
        receiver.refuses = {LATE}
        deliver(listened)
        assert receiver.of(BROKEN) and not receiver.of(LATE)
        refused = [event for _, event in receiver.calls if event["data"].get("account") == LATE]
        assert len(refused) == 1, "what follows on the account waits for it"
        receiver.refuses = set()
        deliver(listened, timedelta(minutes=6))
        assert receiver.of(LATE) == expected(LATE)

    def test_one_that_is_gone_hears_nothing_more(self, listened, receiver):
        receiver.answers = [410] * delivery.HANDS
        deliver(listened)
        listened.refresh_from_db()
        assert listened.ended_at and listened.ended_by == ""
        assert set(listened.deliveries.values_list("state", flat=True)) <= {"ended", "delivered"}
        assert deliver(listened, timedelta(days=1)) == 0

    def test_nobody_tries_longer_than_three_days(self, listened, receiver):
        receiver.refuses = {LATE}
        deliver(listened)
        with rewritten():
            Delivery.objects.filter(tries__gt=0).update(
                queued_at=F("queued_at") - timedelta(days=4), tried_at=None
            )
        deliver(listened, timedelta(minutes=1))
        failed = Delivery.objects.get(state="failed")
        assert failed.account.reference == LATE and failed.answer == "HTTP 400"
        subscriptions.resend(failed, THEN)
        receiver.refuses = set()
        receiver.taken.clear()
        deliver(listened, timedelta(minutes=1))
        assert receiver.of(LATE)[0] == expected(LATE)[0]

    def test_who_was_killed_sends_once_more_under_the_same_id(self, listened, receiver, monkeypatch):
        record = delivery._record
        monkeypatch.setattr(delivery, "_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            deliver(listened)
        first = [name for name, _ in receiver.taken]
        monkeypatch.setattr(delivery, "_record", record)
        deliver(listened)
        again = [name for name, _ in receiver.taken][len(first) :]
        assert set(first) <= set(again) and len(again) == len(set(again))

    def test_two_do_not_send_at_once(self, listened, receiver):
        Subscription.objects.filter(pk=listened.pk).update(leased_until=THEN + timedelta(minutes=5))
        assert deliver(listened) == 0 and listened.pk not in delivery.due(THEN)
        assert listened.pk in delivery.due(THEN + timedelta(minutes=6))


class TestSecrets:
    def test_both_are_used_for_a_day(self, listened, receiver):
        subscriptions.rotate(listened, THEN)
        Delivery.objects.filter(subscription=listened).update(state="ended")
        subscriptions.send_test(listened, THEN)
        assert deliver(listened) == 1, "the old secret still checks it"
        receiver.secret = subscriptions.secret(listened)
        subscriptions.send_test(listened, THEN)
        assert deliver(listened, timedelta(days=2)) == 1


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://10.1.2.3/", "https://[::1]/",
            "https://169.254.169.254/latest/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/",
            "https://0.0.0.0/", "https://2130706433/", "https://user:pass@93.184.216.34/", "http://93.184.216.34/",
            "ftp://93.184.216.34/", "https://93.184.216.34/#x", "nowhere", "https://", "https://a b/", "https://[/",
        ],
    )  # fmt: skip
    def test_none_inside_and_none_that_is_none(self, settings, url):
        settings.WEBHOOK_LOOPBACK = False
        with pytest.raises(addresses.AddressRefused):
            addresses.check(url)

    def test_one_outside(self, settings):
        settings.WEBHOOK_LOOPBACK = False
        target = addresses.check("https://93.184.216.34/events?x=1")
        assert (target.address, target.port, target.path) == ("93.184.216.34", 443, "/events?x=1")

    def test_a_name_that_leads_inside_later_is_not_called(self, listened, receiver, settings, monkeypatch):
        """The name is resolved by each call; what it is called by is what was checked."""
        settings.WEBHOOK_LOOPBACK = False
        known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: known)
        with rewritten():
            Subscription.objects.filter(pk=listened.pk).update(url="https://hooks.example.org/")
        assert deliver(listened) == 0 and receiver.calls == []
        assert "inside" in Delivery.objects.filter(tries=1).first().answer


class TestByTheApi:
    def test_a_system_subscribes_tests_reads_and_ends(self, client, listened, settings):
        system = System(client, token("dialler", "webhooks", "read"))
        with receiving() as (receiver, url):
            made = system.post("subscriptions/", {"url": url, "events": ["stage.changed"]})
            assert made.status_code == 201, made.content
            number = made.json()["subscription"]
            receiver.secret = system.get(f"subscriptions/{number}/secret/").json()["secret"]
            assert system.post(f"subscriptions/{number}/test/").status_code == 201
            assert delivery.deliver(number, lambda: datetime.now(UTC)) == 1
            (sent,) = results(system.get(f"subscriptions/{number}/deliveries/"))
            assert (sent["state"], sent["type"]) == ("delivered", "webhook.test")
            again = system.post(f"subscriptions/{number}/deliveries/{sent['delivery']}/resend/")
            assert again.json()["state"] == "waiting"
            found = system.get(f"subscriptions/{number}/")
            ended = system.post(f"subscriptions/{number}/end/", **{"If-Match": found["ETag"]})
            assert ended.json()["ended_at"]
        assert len(receiver.taken) == 1
        other = System(client, token("other", "webhooks"))
        assert other.get(f"subscriptions/{number}/").status_code == 404

    def test_an_address_inside_is_refused(self, client, listened, settings):
        settings.WEBHOOK_LOOPBACK = False
        system = System(client, token("dialler", "webhooks"))
        refused = system.post("subscriptions/", {"url": "https://10.0.0.1/", "events": ["stage.changed"]})
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "url"

    def test_events_can_be_read_too(self, client, listened):
        system = System(client, token("warehouse", "read"))
        found = results(system.get("events/?limit=500"))
        assert [e["type"] for e in found if e["data"].get("account") == LATE] == ["stage.changed"] * len(
            expected(LATE)
        )
