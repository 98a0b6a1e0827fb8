from servicing.api.models.idempotency import IdempotencyKey
from servicing.api.models.token import ApiToken
from servicing.api.models.webhook import Delivery, Event, EventSource, Subscription

__all__ = ["ApiToken", "Delivery", "Event", "EventSource", "IdempotencyKey", "Subscription"]
