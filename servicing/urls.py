from datetime import date

from django.urls import path, register_converter

from servicing import monitoring
from servicing.workspace import (
    account,
    accounts,
    breaks,
    calendars,
    call_backs,
    closes,
    contacts,
    customers,
    dial_list,
    errors,
    feeds,
    files,
    home,
    language,
    moves,
    night,
    parties,
    pendings,
    promises,
    restatements,
    rules,
    set_aside,
    signing_in,
    team,
)


class Day:
    """A date in an address, as 2026-01-31."""

    regex = r"\d{4}-\d{2}-\d{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(str)


register_converter(Day, "day")

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("password/", signing_in.password, name="password"),
    path("language/", language.choose, name="language"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/<int:pk>/", account.page, name="account"),
    path("accounts/<int:pk>/parties/new/", parties.appoint, name="appoint"),
    path("accounts/<int:pk>/parties/<int:party>/end/", parties.dismiss, name="dismiss"),
    path("accounts/<int:pk>/mandates/new/", pendings.grant, name="grant-mandate"),
    path("accounts/<int:pk>/mandates/<int:mandate>/end/", pendings.end, name="end-mandate"),
    path("accounts/<int:pk>/contacts/", contacts.listing, name="contacts"),
    path("accounts/<int:pk>/contacts/ask/", contacts.ask, name="ask-contact"),
    path("accounts/<int:pk>/contacts/incoming/", contacts.incoming, name="log-incoming"),
    path("accounts/<int:pk>/contacts/allowed/<int:answer>/", contacts.outcome, name="contact-outcome"),
    path("accounts/<int:pk>/contacts/allowed/<int:answer>/give-back/", contacts.give_back, name="give-back"),
    path("accounts/<int:pk>/contacts/<int:event>/correct/", contacts.correct, name="correct-contact"),
    path("accounts/<int:pk>/call-backs/new/", call_backs.agree, name="agree-call-back"),
    path("call-backs/", call_backs.listing, name="call-backs"),
    path("call-backs/assign/", call_backs.assign, name="assign-call-backs"),
    path("call-backs/dial-list/", dial_list.download, name="dial-list"),
    path("call-backs/<int:pk>/move/", call_backs.move, name="move-call-back"),
    path("call-backs/<int:pk>/cancel/", call_backs.cancel, name="cancel-call-back"),
    path("call-backs/<int:pk>/take/", call_backs.take, name="take-call-back"),
    path("call-backs/<int:pk>/release/", call_backs.release, name="release-call-back"),
    path("customers/<int:pk>/", customers.page, name="customer"),
    path("customers/<int:pk>/contact-points/", customers.add_contact_point, name="add-contact-point"),
    path("customers/<int:pk>/contact-points/<int:point>/", customers.remark, name="remark-contact-point"),
    path("customers/<int:pk>/contact-points/<int:point>/lift/", customers.lift, name="lift-wrong-number"),
    path("customers/<int:pk>/language/", customers.wish, {"name": "language"}, name="wish-language"),
    path("customers/<int:pk>/time-zone/", customers.wish, {"name": "zone"}, name="wish-zone"),
    path("customers/<int:pk>/hours/", customers.prefer, name="prefer-hours"),
    path("customers/<int:pk>/hours/<int:hours>/withdraw/", customers.withdraw, name="withdraw-hours"),
    path("customers/<int:pk>/consents/", customers.consent, name="record-consent"),
    path("accounts/<int:pk>/rules/", rules.of_account, name="account-rules"),
    path("moves/", moves.listing, name="moves"),
    path("night/", night.board, name="night"),
    path("set-aside/", set_aside.listing, name="set-aside"),
    path("set-aside/try-again/", set_aside.try_again, name="try-again"),
    path("files/", files.listing, name="files"),
    path("files/expected/new/", feeds.declare, name="declare-feed"),
    path("files/expected/<int:pk>/", feeds.change, name="change-feed"),
    path("files/expected/<int:pk>/withdraw/", feeds.withdraw, name="withdraw-feed"),
    path("closes/", closes.listing, name="closes"),
    path("closes/<day:day>/", closes.page, name="close"),
    path("closes/<day:day>/release/", closes.release, name="release-close"),
    path("breaks/", breaks.listing, name="breaks"),
    path("breaks/<int:pk>/take/", breaks.take, name="take-break"),
    path("breaks/<int:pk>/release/", breaks.release, name="release-break"),
    path("breaks/assign/", breaks.assign, name="assign-breaks"),
    path("promises/", promises.listing, name="promises"),
    path("accounts/<int:pk>/promises/new/", promises.new, name="take-promise"),
    path("accounts/<int:pk>/promises/<int:promise>/cancel/", promises.cancel, name="cancel-promise"),
    path("accounts/<int:pk>/promises/<int:promise>/approve/", promises.approve, name="approve-promise"),
    path("restatements/", restatements.listing, name="restatements"),
    path("restatements/ask/", restatements.ask, name="ask-restatement"),
    path("restatements/<int:pk>/", restatements.page, name="restatement"),
    path("restatements/<int:pk>/accounts/", restatements.accounts, name="restated-accounts"),
    path("restatements/<int:pk>/withdraw/", restatements.withdraw, name="withdraw-restatement"),
    path("rules/", rules.listing, name="rules"),
    path("rules/<str:code>/", rules.of_jurisdiction, name="rules-of"),
    path("calendars/", calendars.listing, name="calendars"),
    path("calendars/<str:code>/", calendars.page, name="calendar"),
    path("calendars/<str:code>/correct/", calendars.correct, name="correct-calendar"),
    path("calendars/<str:code>/complete/", calendars.complete, name="complete-calendar"),
    path("health/", monitoring.health, name="health"),
    path("metrics/", monitoring.metrics, name="metrics"),
    path("team/", team.listing, name="team"),
    path("team/new/", team.new, name="new-person"),
    path("team/<int:pk>/", team.person, name="person"),
    path("team/<int:pk>/password/", team.reset_password, name="reset-password"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failure
