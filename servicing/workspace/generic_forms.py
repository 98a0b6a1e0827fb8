"""Django's forms of a model and of rows, with the class they are of in brackets: ``ModelForm[Account]``.

Type checkers know these classes as generic; when the program runs, the brackets change nothing.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import forms as auth_forms

if TYPE_CHECKING:
    from django.contrib.auth.forms import BaseUserCreationForm
    from django.forms import BaseFormSet, ModelChoiceField, ModelForm
else:

    class _Generic:
        def __class_getitem__(cls, _of: Any) -> type:
            return cls

    class ModelChoiceField(_Generic, forms.ModelChoiceField):
        pass

    class ModelForm(_Generic, forms.ModelForm):
        pass

    class BaseFormSet(_Generic, forms.BaseFormSet):
        pass

    class BaseUserCreationForm(_Generic, auth_forms.BaseUserCreationForm):
        pass


__all__ = ["BaseFormSet", "BaseUserCreationForm", "ModelChoiceField", "ModelForm"]
