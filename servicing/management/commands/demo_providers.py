import logging
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection
from django.utils import timezone

from accounts.dates import utc_day
from servicing.demo import post
from servicing.demo.providers.gateway import Gateway
from servicing.demo.providers.mail import MailServer
from servicing.demo.providers.vendor import Vendor

LOOK_SECONDS = 5


class Command(BaseCommand):
    help = (
        "The demo's own mail server, text message gateway and print vendor, on loopback. Started by `demo`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail-port", type=int, required=True)
        parser.add_argument("--sms-port", type=int, required=True)

    def handle(self, *args: Any, mail_port: int, sms_port: int, **options: Any) -> None:
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every connection
        received = Path(settings.DEMO_RECEIVED)
        mails = MailServer(received / "mails", mail_port).start()
        texts = Gateway(received / "texts", sms_port).start()
        try:
            self.vend(Vendor(Path(settings.OUTBOX), received))
        finally:
            texts.stop()
            mails.stop()

    def vend(self, vendor: Vendor) -> None:
        """Collect and report until somebody stops it; a database that is away is asked again."""
        while True:
            try:
                vendor.collect()
                post.report(vendor, utc_day(timezone.now()))
            except Error as problem:
                self.stderr.write(f"the print vendor waits: {type(problem).__name__}")
                connection.close()
            time.sleep(LOOK_SECONDS)
