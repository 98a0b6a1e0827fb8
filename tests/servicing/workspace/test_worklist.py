"""The order of lists and what an address may say of them."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from django.urls import get_resolver, reverse

from accounts.models import Break
from servicing.worklists.order import Order
from servicing.workspace import navigation, worklist


class Filters(worklist.Filters):
    owner = forms.ChoiceField(required=False, choices=[("mine", "mine"), ("nobody", "nobody")])


def asked(query: str) -> worklist.Wanted:
    return worklist.wanted(RequestFactory().get(f"/?{query}"), Filters)


def test_an_address_narrows_a_list():
    wanted = asked("owner=mine&after=2026-01-01~7")
    assert (wanted["owner"], wanted.after, wanted.query) == ("mine", "2026-01-01~7", "owner=mine")
    assert wanted.query_with(owner="") == ""
    assert wanted.having(owner="nobody").query == "owner=nobody"


@pytest.mark.parametrize("query", ["owner=anybody", "after=" + "1" * 61])
def test_what_makes_no_sense_is_refused(query):
    with pytest.raises(BadRequest):
        asked(query)


def test_chips_name_the_choice_and_keep_the_rest():
    labels = {"": "All", "mine": "Mine"}
    [every, mine] = worklist.chips(asked("owner=mine"), "owner", labels, {"mine": 3})
    assert (every.query, every.count, every.current) == ("", None, False)
    assert (mine.query, mine.count, mine.current) == ("owner=mine", 3, True)


@pytest.mark.parametrize(
    "key", ["", "x", "7", "2026-13-01~7", "2026-01-01~", "2026-01-01~-7", "2026-01-01~1e3"]
)
def test_a_key_that_is_none_is_refused(key):
    order = Order("account_id", first="-statement_date", read=date.fromisoformat)
    with pytest.raises(ValueError):
        order.after(Break.objects.all(), key)


def test_a_key_reads_back_what_it_says():
    order = Order("account_id", first="-statement_date", read=date.fromisoformat)
    assert order.key(Break(statement_date=date(2026, 1, 31), account_id=7)) == "2026-01-31~7"
    assert "statement_date" in str(order.after(Break.objects.all(), "2026-01-31~7").query)


def test_every_entry_of_the_menu_leads_to_pages_that_are_there():
    names = set(get_resolver().reverse_dict) - {None}
    listed = [
        name for group in navigation.MENU.values() for entry in group for name in (entry.route, *entry.routes)
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) <= names
    assert all(reverse(entry.route) for group in navigation.MENU.values() for entry in group)
