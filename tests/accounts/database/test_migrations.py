"""What the migrations make is what the models say, and what they cannot go on from is said."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

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


def forget(*names):
    MigrationRecorder(connection).migration_qs.filter(app="accounts", name__in=names).delete()


def migrate():
    call_command("migrate", skip_checks=False, verbosity=0)


def test_tables_of_an_older_version_are_not_migrated_and_the_way_is_told():
    forget("0001_squashed_0040_name_disputed_amount_later", "0040_name_disputed_amount_later")
    with pytest.raises(CommandError) as refusal:
        migrate()
    assert "without the migration 0040_name_disputed_amount_later." in str(refusal.value)
    assert "Migrate with the newest version that has a file of this name" in str(refusal.value)


def test_tables_of_the_version_before_are_taken_over():
    forget("0001_squashed_0040_name_disputed_amount_later")
    migrate()
    recorded = MigrationRecorder(connection).applied_migrations()
    assert ("accounts", "0001_squashed_0040_name_disputed_amount_later") in recorded
