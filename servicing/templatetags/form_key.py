"""``{% csrf_token %}`` with the key of the form beside it (``servicing.security.sent_forms``)."""

import secrets
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from servicing.security.sent_forms import FIELD

register = template.Library()
_NONE = "NOTPROVIDED"  # what the framework says where a page is made without a request


@register.simple_tag(takes_context=True)
def csrf_token(context: dict[str, Any]) -> SafeString:
    token = str(context.get("csrf_token") or _NONE)
    if token == _NONE:
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        token, FIELD, secrets.token_urlsafe(12),
    )  # fmt: skip
