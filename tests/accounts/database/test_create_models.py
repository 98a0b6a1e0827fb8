"""One step of a migration makes the tables of many models, and builds the models once."""

import pgtrigger
import pytest
from django.db import connection
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CASCADE, BigAutoField, CheckConstraint, ForeignKey, IntegerField, Q

from accounts.database.create_models import CreateModels

pytestmark = pytest.mark.django_db


def created(name, *fields, **options):
    return CreateModel(name, [("id", BigAutoField(primary_key=True)), *fields], options=options)


def refusing():
    return pgtrigger.Protect(name="protect", operation=pgtrigger.Delete)


class Shelves(Migration):
    operations = [
        CreateModels(
            [
                created("Shelf", triggers=[refusing()]),
                created(
                    "Book",
                    ("shelf", ForeignKey("library.shelf", CASCADE)),
                    ("pages", IntegerField()),
                    constraints=[CheckConstraint(condition=Q(pages__gt=0), name="book_has_pages")],
                ),
                created("Loan", ("book", ForeignKey("library.book", CASCADE))),
            ]
        )
    ]


class LaterLoans(Migration):
    operations = [AddField("loan", "days", IntegerField(default=14))]


def applied(migration, state):
    with connection.schema_editor() as editor:
        return migration("later", "library").apply(state, editor)


def tables():
    return {table for table in connection.introspection.table_names() if table.startswith("library_")}


def triggers(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
        )
        return [name.rpartition("_")[0] for (name,) in cursor.fetchall()]


def constraints(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return {name for name, each in found.items() if each["check"]}, {
        each["foreign_key"] for each in found.values() if each["foreign_key"]
    }


def rendered(monkeypatch):
    names, render = [], ModelState.render

    def noted(state, apps):
        names.append(state.name)
        return render(state, apps)

    monkeypatch.setattr(ModelState, "render", noted)
    return names


def test_tables_come_with_their_triggers_and_constraints():
    applied(Shelves, ProjectState())
    assert tables() == {"library_shelf", "library_book", "library_loan"}
    assert triggers("library_shelf") == ["pgtrigger_protect"]
    assert constraints("library_book") == ({"book_has_pages"}, {("library_shelf", "id")})


def test_each_model_is_built_once_also_when_others_were_built_before(monkeypatch):
    state = ProjectState()
    assert list(state.apps.get_models()) == []
    names = rendered(monkeypatch)
    applied(Shelves, state)
    assert sorted(names) == ["Book", "Loan", "Shelf"]


def test_later_steps_find_the_models():
    state = applied(LaterLoans, applied(Shelves, ProjectState()))
    loan = state.apps.get_model("library", "loan")
    assert [field.name for field in loan._meta.get_fields()] == ["id", "book", "days"]
    assert list(loan.objects.filter(book__shelf=1, days=14)) == []


def test_back_again_no_table_is_left():
    applied(Shelves, ProjectState())
    with connection.schema_editor() as editor:
        Shelves("first", "library").unapply(ProjectState(), editor)
    assert tables() == set()


def test_it_says_what_it_makes():
    (operation,) = Shelves.operations
    assert operation.formatted_description() == "+ Create models Shelf, Book, Loan"
    assert operation.migration_name_fragment == "shelf_book_loan"
