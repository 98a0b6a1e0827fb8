"""The description is true: every operation, asked by made-up requests with a token of each scope."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis import checks as always
from schemathesis.specs.openapi import checks

from accounts.models import Hold, Plan, Promise
from servicing.api.http.schema import description
from servicing.wsgi import application
from tests.servicing.api.calling import BROKEN, EVERY_SCOPE, KEPT, LATE, PLANNED, token

pytestmark = pytest.mark.django_db

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
CHECKS = [
    always.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
EVERYTHING, ELSEWHERE = "all", "elsewhere"  # of every scope; of a branch that no account of the book has
EXAMPLES = {EVERYTHING: 3, ELSEWHERE: 2}  # of each operation, else one; more find more, and take longer


@pytest.fixture(scope="module")
def tokens(book):
    made = {scope: token(f"only-{scope}", scope) for scope in EVERY_SCOPE}
    return {**made, EVERYTHING: token("all"), ELSEWHERE: token("elsewhere", branches=("B7",))}


@pytest.fixture(scope="module")
def references(book):
    rows = [*Promise.objects.all(), *Hold.objects.all(), *Plan.objects.all()]
    return [LATE, BROKEN, KEPT, PLANNED, f"C-{LATE}", *(row.reference for row in rows)]


def test_each_operation_is_described():
    assert len(OPERATIONS) == sum(len(each) for each in description()["paths"].values()) > 40


@pytest.fixture
def one_connection():
    """Requests of the application itself end with the connection closed, and here it holds the whole test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_operation(operation, tokens, references, settings, one_connection):
    settings.API_RATE = 0
    for name, shown in tokens.items():
        _ask(operation, name, shown, references)


def _ask(operation, name, shown, references):
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

    @settings(
        max_examples=EXAMPLES.get(name, 1), deadline=None, phases=[Phase.generate], derandomize=True,
        database=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def ask(data):
        case = data.draw(operation.as_strategy(generation_mode=data.draw(modes)))
        if "reference" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["reference"] = data.draw(st.sampled_from(references))
        response = case.call(headers={"Authorization": f"Bearer {shown}"})
        case.validate_response(response, checks=CHECKS)
        if name == ELSEWHERE and response.status_code < 300:
            assert b"STORY" not in response.content

    ask()
