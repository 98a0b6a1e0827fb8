"""What the migrations make is what the models say."""

import pytest
from django.core.management import call_command
from django.db import models

from accounts.models import Account

pytestmark = pytest.mark.django_db


def changes():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_no_model_waits_for_a_migration():
    changes()


def test_a_column_that_no_migration_makes_is_noticed(monkeypatch):
    field = models.IntegerField(default=0)
    field.set_attributes_from_name("shoe_size")
    monkeypatch.setattr(Account._meta, "local_fields", [*Account._meta.local_fields, field])
    with pytest.raises(SystemExit):
        changes()
