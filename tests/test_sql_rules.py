"""Rules that keep a book movable: to a schema of its own, on one server or on a node of a cluster.

They are asked of all SQL there is: the named statements as composed, the strings of the code, and migrations.
Each was broken once, and cost a day on the other kind of database.
"""

import ast
import re
from itertools import product
from pathlib import Path

import postgast
import pytest
from postgast import find_nodes, pg_query_pb2, unwrap_node

from accounts.database import statements
from accounts.evidence import blocks
from accounts.evidence import seal as evidence_seal
from accounts.evidence.sources import sources
from accounts.intake import row_tables
from accounts.intake.file_types.registry import KINDS
from accounts.management import statement_script

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("accounts", "notices", "servicing")
BOOK = re.compile(r"(accounts|notices|servicing)_\w+")  # the tables of the book; all others are of a session
AGGREGATES = {
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "array_agg",
    "string_agg",
    "bool_or",
    "bool_and",
    "range_agg",
}
# They make statements of pieces; what they make is read instead.
COMPOSING = (
    "accounts/database/prepared_statements.py",
    "accounts/database/temp_tables.py",
    "accounts/evidence/blocks.py",
    "accounts/evidence/seal.py",
    "accounts/evidence/sums.py",
    "accounts/intake/row_tables.py",
)
_PUT_IN = re.compile(r"\{\w*\}")
_SQL = re.compile(
    r"\s*(/\*.*?\*/|--[^\n]*\n|\s)*(SELECT (?!FROM )|INSERT INTO|UPDATE \S+ SET|UPDATE \S+ \w+\s+SET|DELETE FROM|WITH \w+"
    r"|CREATE |ALTER |DROP |TRUNCATE |ANALYZE |VACUUM )",
    re.DOTALL,
)


def parsed(sql):
    """The parse tree. What is bound or put in is filled with something that can stand there."""
    sql = re.sub(r"%\(\w+\)s|%s", "$1", sql).replace("%%", "%")
    try:
        return postgast.parse(_PUT_IN.sub("x", sql))
    except postgast.PgQueryError:
        return postgast.parse(_PUT_IN.sub("SELECT 1", sql))


def compositions():
    for name in statements.names():
        choices = statements.choices(name)
        for parts in product(*choices.values()):
            yield (
                f"{name} {' '.join(parts)}".strip(),
                statements.text(name, **dict(zip(choices, parts, strict=True))),
            )


def text(node):
    """A string of the code; what an f-string puts in stands as ``{}``."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)


def strings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant | ast.JoinedStr)
            and id(node) not in inner
            and _SQL.match(text(node))
            and not text(node).endswith("RETURN NULL;")  # the body of a trigger
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}", text(node)


def everything():
    yield from compositions()
    yield from ((table.name, table.definition) for table in statement_script.declared().values())
    for kind_of_file in KINDS:
        for make in (row_tables.incoming, row_tables.matched, row_tables.taken):
            yield f"{make.__name__} {kind_of_file.name}", make(kind_of_file)
    for source in sources():
        for number, sealing in enumerate(evidence_seal.statements_of(source, 1, blocks.Sealed())):
            yield f"seal {source.table} {number}", sealing
    for path in sorted(path for house in HOUSES for path in (ROOT / house).rglob("*.py")):
        if not str(path).endswith(COMPOSING):
            yield from strings(path)


@pytest.fixture(scope="module")
def trees():
    """The parse tree of every piece of SQL after the place where it stands."""
    found = {}
    for place, sql in everything():
        try:
            found[place] = parsed(sql)
        except postgast.PgQueryError as error:
            raise AssertionError(f"{place} cannot be read as SQL: {error}") from None
    return found


def kind(name):
    return getattr(pg_query_pb2, name)


def breaking(trees, rule):
    return [place for place, tree in trees.items() if rule(tree)]


def called(tree):
    for call in find_nodes(tree, kind("FuncCall")):
        yield unwrap_node(call.funcname[-1]).sval


def arms(select):
    """The selects that a UNION is made of."""
    if select.op == pg_query_pb2.SETOP_NONE:
        return [select]
    return [*arms(select.larg), *arms(select.rarg)]


def is_union(select):
    return select.op != pg_query_pb2.SETOP_NONE


def named_in(node):
    """The tables that stand in FROM, outside of queries in brackets."""
    node = unwrap_node(node)
    if isinstance(node, kind("RangeVar")):
        return {node.relname}
    if isinstance(node, kind("JoinExpr")):
        return named_in(node.larg) | named_in(node.rarg)
    return set()


def read_by(tree):
    return {table.relname for table in find_nodes(tree, kind("RangeVar"))}


def unnested(node):
    """The names under which FROM unnests something, and its lateral queries."""
    node = unwrap_node(node)
    if isinstance(node, kind("JoinExpr")):
        left, right = unnested(node.larg), unnested(node.rarg)
        return left[0] | right[0], left[1] + right[1]
    if isinstance(node, kind("RangeFunction")) and "unnest" in called(node):
        return {node.alias.aliasname}, []
    if isinstance(node, kind("RangeSubselect")) and node.lateral:
        return set(), [unwrap_node(node.subquery)]
    return set(), []


def aggregates(select):
    return any(name in AGGREGATES for target in select.target_list for name in called(target))


def speaks_of(tree, names):
    for column in find_nodes(tree, kind("ColumnRef")):
        first = unwrap_node(column.fields[0])
        if len(column.fields) > 1 and getattr(first, "sval", "") in names:
            return True
    return False


def test_a_common_table_expression_over_a_union_names_its_columns_in_its_first_arm(trees):
    def rule(tree):
        for each in find_nodes(tree, kind("CommonTableExpr")):
            query = unwrap_node(each.ctequery)
            if each.aliascolnames and isinstance(query, kind("SelectStmt")) and is_union(query):
                return True
        return False

    assert rule(parsed("WITH a (x) AS (SELECT 1 UNION SELECT 2) SELECT * FROM a"))
    assert breaking(trees, rule) == []


def test_a_scratch_table_has_no_identity(trees):
    def rule(tree):
        for made in find_nodes(tree, kind("CreateStmt")):
            for each in find_nodes(made, kind("Constraint")):
                if made.relation.relpersistence == "t" and each.contype == pg_query_pb2.CONSTR_IDENTITY:
                    return True
        return False

    assert rule(parsed("CREATE TEMP TABLE a (id bigint GENERATED ALWAYS AS IDENTITY)"))
    assert breaking(trees, rule) == []


def test_an_update_asks_for_the_time_of_the_statement(trees):
    def rule(tree):
        return any("clock_timestamp" in called(update) for update in find_nodes(tree, kind("UpdateStmt")))

    assert rule(parsed("UPDATE a SET b = clock_timestamp()"))
    assert breaking(trees, rule) == []


def test_a_conflict_is_named_by_its_columns(trees):
    def rule(tree):
        return any(each.infer.conname for each in find_nodes(tree, kind("OnConflictClause")))

    assert rule(parsed("INSERT INTO a VALUES (1) ON CONFLICT ON CONSTRAINT b DO NOTHING"))
    assert breaking(trees, rule) == []


def test_no_lateral_query_adds_up_for_rows_that_are_unnested(trees):
    def rule(tree):
        for select in find_nodes(tree, kind("SelectStmt")):
            found = [unnested(each) for each in select.from_clause]
            names = {name for each, _ in found for name in each}
            if any(aggregates(each) and speaks_of(each, names) for _, laterals in found for each in laterals):
                return True
        return False

    assert rule(parsed("SELECT * FROM unnest($1) s, LATERAL (SELECT sum(t.a) FROM t WHERE t.b = s.b) c"))
    assert breaking(trees, rule) == []


def test_every_arm_of_a_union_reads_from_something(trees):
    def rule(tree):
        for select in find_nodes(tree, kind("SelectStmt")):
            if is_union(select) and any(not (arm.from_clause or arm.values_lists) for arm in arms(select)):
                return True
        return False

    assert rule(parsed("SELECT 1 UNION ALL SELECT a FROM b"))
    assert not rule(parsed("VALUES (1) UNION ALL SELECT a FROM b"))
    assert breaking(trees, rule) == []


def test_a_change_of_a_scratch_table_has_the_tables_of_the_book_in_from(trees):
    def rule(tree):
        changes = [(each, each.from_clause) for each in find_nodes(tree, kind("UpdateStmt"))]
        changes += [(each, each.using_clause) for each in find_nodes(tree, kind("DeleteStmt"))]
        for change, source in changes:
            inside = {name for name in read_by(change) if BOOK.fullmatch(name)}
            if not BOOK.fullmatch(change.relation.relname) and inside - set().union(*map(named_in, source)):
                return True
        return False

    assert rule(parsed("UPDATE a SET b = 1 FROM c WHERE EXISTS (SELECT FROM accounts_party)"))
    assert not rule(parsed("UPDATE a SET b = 1 FROM c JOIN accounts_party p USING (id)"))
    assert breaking(trees, rule) == []


def test_a_piece_of_sql_is_one_command_and_an_alter_one_change(trees):
    def rule(tree):
        return len(tree.stmts) > 1 or any(
            len(each.cmds) > 1 for each in find_nodes(tree, kind("AlterTableStmt"))
        )

    assert rule(parsed("SELECT 1; SELECT 2"))
    assert rule(parsed("ALTER TABLE a DROP b, DROP c"))
    assert breaking(trees, rule) == []


def test_advisory_locks_are_taken_in_one_place():
    code = (path for house in HOUSES for ext in ("py", "sql") for path in (ROOT / house).rglob(f"*.{ext}"))
    assert [path.name for path in code if "advisory_" in path.read_text(encoding="utf-8")] == ["locks.py"]
