"""What looks like a slip of the keyboard is asked again, and recorded only with a reason that is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servicing.workspace.fields import NoteField
from servicing.workspace.plausibility.questions import Question

SURE, BECAUSE = "sure", "because"


class AskedAgain(forms.Form):
    """A form whose ``clean`` may ask again: then it has a box to tick, and asks for a reason.

    ``because`` is that reason; nothing where nothing was asked. ``question``: what it asked, if anything.
    """

    question: Question | None = None

    def __init__(self, posted: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(posted, *args, **kwargs)
        if posted and BECAUSE in posted:
            self._add_fields()

    @property
    def asks_again(self) -> bool:
        return BECAUSE in self.fields

    @property
    def needs_second(self) -> bool:
        """Whether a second person has to confirm it, by the pack's limits."""
        return self.question is not None and self.question.needs_second

    @property
    def because(self) -> str:
        return str(self.cleaned_data.get(BECAUSE) or "")

    def ask(self, question: Question | None) -> None:
        """Ask what is unlikely, where anything is."""
        if question:
            self.question = question
            self.ask_again(question.text)

    def ask_again(self, text: str) -> bool:
        """Whether it has to be asked, which the form then does: it is not ticked yet, or without a reason."""
        if not self.asks_again:
            self._add_fields()
        if not self.cleaned_data.get(SURE):
            self.add_error(None, text)
        elif not self.because:
            self.add_error(BECAUSE, _("Say why it is right all the same."))
        else:
            return False
        return True

    def _add_fields(self) -> None:
        self.fields[SURE] = forms.BooleanField(label=gettext_lazy("record it anyway"), required=False)
        self.fields[BECAUSE] = NoteField(
            label=gettext_lazy("why it is right all the same"), max_length=75, required=False
        )
