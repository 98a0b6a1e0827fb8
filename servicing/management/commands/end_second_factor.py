"""End the second factor of the only administrator, by whoever runs the server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.acts import Act
from servicing.access import BY_COMMAND, Capability, people_who_may
from servicing.models import User
from servicing.security import people


class Command(BaseCommand):
    help = "End the second factor of the only administrator. Of others it is ended in the workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        person = User.objects.select_related("team").filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody is called {username}.")
        if people_who_may(Capability.MANAGE_TEAM).exclude(pk=person.pk).exists():
            raise CommandError("Another administrator can end it: on the page of the person, under Team.")
        if people.ask_to_end_second_factor(person, Act(by=BY_COMMAND, at=timezone.now())).approved:
            self.stderr.write(f"{username} sets up another app at the next sign-in. It is on record.")
        else:
            self.stderr.write("It is asked for: a compliance officer has to approve it, in the workspace.")
