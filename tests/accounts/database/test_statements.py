"""Every named statement: printed by ``manage.py sql``, and one that PostgreSQL can explain."""

from contextlib import contextmanager
from io import StringIO
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.database import statements
from accounts.management import statement_script

TEXT, VARCHAR = 25, 1043  # as PostgreSQL numbers types

pytestmark = pytest.mark.django_db


def compositions():
    for name in statements.names():
        choices = statements.choices(name)
        for parts in product(*choices.values()):
            yield name, dict(zip(choices, parts, strict=True))


def printed(*words):
    out = StringIO()
    call_command("sql", *words, stdout=out)
    return out.getvalue()


def steps(name, parts):
    """The definitions of the tables, and the statement to explain."""
    script = printed(name, *(f"{place}={part}" for place, part in parts.items()))
    begin, *made, explained, rollback = script.removesuffix(";\n").split(";\n")
    assert (begin, rollback) == ("BEGIN", "ROLLBACK")
    return made, explained


@contextmanager
def made(definitions):
    with transaction.atomic(), connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)
        yield cursor
        transaction.set_rollback(True)


def test_every_statement_is_printed_and_can_be_explained():
    assert printed().split() == statements.names()
    for name, parts in compositions():
        definitions, explained = steps(name, parts)
        with made(definitions) as cursor:
            cursor.execute(explained)
            assert cursor.fetchall(), name


def test_a_statement_that_fills_its_table_has_the_columns_of_the_table():
    tables = statement_script.declared()
    filling = [(name, parts) for name, parts in compositions() if name in tables]
    assert filling
    for name, parts in filling:
        definitions, explained = steps(name, parts)
        with made({*definitions, tables[name].definition}) as cursor:
            declared = columns(cursor, name)
            assert columns(cursor, f"({explained.removeprefix('EXPLAIN ')})") == declared, name


def columns(cursor, source):
    """Names and types; a text is one, however long it may be."""
    cursor.execute(f"SELECT * FROM {source} q LIMIT 0")
    return [
        (column.name, TEXT if column.type_code == VARCHAR else column.type_code)
        for column in cursor.description
    ]


def test_a_name_that_nothing_has_is_refused():
    with pytest.raises(CommandError, match="no statement is called nonsense"):
        printed("nonsense")
    with pytest.raises(CommandError, match="listed is one of shard_entries, set_aside_entries"):
        printed("candidates", "listed=nonsense")
