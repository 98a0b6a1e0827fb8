"""The bank's own app: a row that it takes from the API."""

from notices.delivery.channels.answer import Answer, Message, Result
from notices.models import AppMessage


class App:
    is_sent = False  # until the app has taken it
    can_be_asked = True

    def send(self, message: Message) -> Answer:
        _, is_new = AppMessage.objects.get_or_create(
            dispatch_id=message.dispatch, defaults={"made_at": message.at}
        )
        return Answer(Result.ACCEPTED if is_new else Result.REPEAT)

    def find(self, reference: str) -> bool | None:
        return AppMessage.objects.filter(dispatch__notice__reference=reference).exists()
