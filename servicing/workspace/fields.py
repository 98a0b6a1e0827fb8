"""Fields and validators that forms of the workspace share."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.intake.parsers import looks_like_a_card_number


def refuse_card_numbers(text: str) -> None:
    if looks_like_a_card_number(text):
        raise ValidationError(_("This looks like a card number, which has no place here."))
