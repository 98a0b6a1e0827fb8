"""What a page showed of what is decided on it. It is decided as it was seen, or read again.

A form carries ``seen``, a stamp of what was shown; what changed meanwhile has another one.
"""

from hashlib import sha256

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

FIELD = "seen"
CHANGED = gettext_lazy("Somebody has changed it since you opened it: read it again.")


def stamp(*shown: object) -> str:
    """What a form carries of what its page shows."""
    return sha256(repr(shown).encode()).hexdigest()[:16]


def is_as_shown(request: HttpRequest, *now: object) -> bool:
    """Whether what is there now is what the form's page showed."""
    return request.POST.get(FIELD) == stamp(*now)
