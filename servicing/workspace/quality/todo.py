"""What to do next about quality reviews: results of one's own work, and what waits for a reviewer."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servicing import scope
from servicing.access import Capability, may
from servicing.models import User
from servicing.quality import reviews
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo


def todos(user: User) -> Iterator[Todo]:
    if may(user, Capability.LOG_CONTACTS) and (number := reviews.is_new(user.username).count()):
        text = ngettext(
            "%(number)s review of your work is new, or asks you to put something right.",
            "%(number)s reviews of your work are new, or ask you to put something right.",
            number,
        ) % {"number": count(number)}
        own = Capability.LOG_CONTACTS
        yield Todo("own-quality", text, _("Your reviews"), "own-quality", capability=own, harm=Harm.CUSTOMERS)
    if not may(user, Capability.REVIEW_QUALITY):
        return
    if number := scope.narrow(reviews.waiting(user.username), user).count():
        text = ngettext(
            "%(number)s call or letter of the sample waits for a review.",
            "%(number)s calls and letters of the sample wait for a review.",
            number,
        ) % {"number": count(number)}
        yield Todo("quality", text, _("Reviews"), "quality", capability=Capability.REVIEW_QUALITY)
