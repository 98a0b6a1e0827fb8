from servicing.api.models.idempotency import IdempotencyKey
from servicing.api.models.token import ApiToken
from servicing.api.models.webhook import (
    TEST_EVENT,
    Delivery,
    Event,
    EventSource,
    EventType,
    Subscription,
)

__all__ = [
    "TEST_EVENT",
    "ApiToken",
    "Delivery",
    "Event",
    "EventSource",
    "EventType",
    "IdempotencyKey",
    "Subscription",
]
