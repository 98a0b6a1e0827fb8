from datetime import date

from django.urls import include, path, register_converter

from servicing import monitoring
from servicing.workspace import (
    errors,
    home,
    language,
)
from servicing.workspace.account import breaks, reages
from servicing.workspace.account import listing as accounts
from servicing.workspace.account import page as account
from servicing.workspace.account import pending as pendings
from servicing.workspace.account import stage_changes as moves
from servicing.workspace.administration import access_records, calendars, rules, team, teams
from servicing.workspace.administration import trigger_sets as trigger_set_pages
from servicing.workspace.cases import cases
from servicing.workspace.close import board as night
from servicing.workspace.close import closes, feeds, files, restatements, set_aside
from servicing.workspace.contact import callbacks as call_backs
from servicing.workspace.contact import caller, dial_list
from servicing.workspace.contact import log as contacts
from servicing.workspace.customers import page as customers
from servicing.workspace.customers import parties, print_spellings
from servicing.workspace.drafts import views as drafts
from servicing.workspace.hardship import desk as hardship_desk
from servicing.workspace.hardship import options as hardship_options
from servicing.workspace.hardship import plans as hardship_plans
from servicing.workspace.hardship import statement_files as hardship_statement_files
from servicing.workspace.hardship import statements as hardship_statements
from servicing.workspace.holds import holds
from servicing.workspace.integrations import tokens as api_tokens
from servicing.workspace.integrations import webhooks
from servicing.workspace.lists.routes import routes
from servicing.workspace.notices import acts, batches, delivery, notices, received
from servicing.workspace.plausibility import confirming
from servicing.workspace.promises import promises
from servicing.workspace.quality import own_reviews as own_quality
from servicing.workspace.quality import reviewing as quality
from servicing.workspace.quality import scorecard as scorecards
from servicing.workspace.queues import bulk as queue_acts
from servicing.workspace.queues import claiming, promise_form, supervision, unoffered
from servicing.workspace.queues import listing as queues
from servicing.workspace.queues import person as work
from servicing.workspace.reports import accounts as report_accounts
from servicing.workspace.reports import aging as report_aging
from servicing.workspace.reports import conduct as report_conduct
from servicing.workspace.reports import conduct_accounts, roll_rates, what_if, what_if_accounts
from servicing.workspace.reports import month_packs as report_packs
from servicing.workspace.reports import months as report_months
from servicing.workspace.reports import pages as report_pages
from servicing.workspace.reports import schedules as report_schedules
from servicing.workspace.signing_in import enrolment, entry, own_settings
from servicing.workspace.signing_in import events as sign_in_events
from servicing.workspace.wordings import kinds as notice_kinds
from servicing.workspace.wordings import letterheads, prescribed, prompts
from servicing.workspace.wordings import versions as notice_templates


class Day:
    """A date in an address, as 2026-01-31."""

    regex = r"\d{4}-\d{2}-\d{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(str)


register_converter(Day, "day")

urlpatterns = [
    path("", home.home, name="home"),
    path("api/v1/", include("servicing.api.urls")),
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-in/code/", entry.code, name="sign-in-code"),
    path("sign-in/set-up/", enrolment.set_up, name="set-up-factor"),
    path("sign-out/", entry.sign_out, name="sign-out"),
    path("sign-ins/", sign_in_events.listing, name="sign-ins"),
    path("password/", own_settings.password, name="password"),
    path("sessions/end/", own_settings.end_sessions, name="end-sessions"),
    path("second-factor/", enrolment.page, name="second-factor"),
    path("second-factor/change/", enrolment.change, name="change-factor"),
    path("drafts/", drafts.kept, name="kept-drafts"),
    path("drafts/keep/", drafts.keep, name="keep-draft"),
    path("drafts/drop/", drafts.drop, name="drop-draft"),
    path("own-zone/", own_settings.zone, name="own-zone"),
    path("language/", language.choose, name="language"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/<int:pk>/", account.page, name="account"),
    path("accounts/<int:pk>/rules/", rules.of_account, name="account-rules"),
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
    path("caller/", caller.page, name="caller"),
    path("call-backs/", call_backs.listing, name="call-backs"),
    path("call-backs/dial-list/", dial_list.download, name="dial-list"),
    path("call-backs/<int:pk>/move/", call_backs.move, name="move-call-back"),
    path("call-backs/<int:pk>/cancel/", call_backs.cancel, name="cancel-call-back"),
    path("call-backs/<int:pk>/take/", call_backs.take, name="take-call-back"),
    path("call-backs/<int:pk>/release/", call_backs.release, name="release-call-back"),
    path("accounts/<int:pk>/holds/new/", holds.place, name="place-hold"),
    path("accounts/<int:pk>/holds/<int:hold>/end/", holds.end, name="end-hold"),
    path("accounts/<int:pk>/holds/<int:hold>/withdraw/", holds.withdraw, name="withdraw-hold"),
    path("accounts/<int:pk>/holds/<int:hold>/review/", holds.review, name="review-hold"),
    path("holds/", holds.listing, name="holds"),
    path("queues/", queues.queues, name="queues"),
    path("queues/next/", queues.next_person, name="next-person"),
    path("queues/give-back/", queues.give_all_back, name="give-all-back"),
    path("queues/claims/", supervision.page, name="claims"),
    path("queues/claims/assign/", supervision.assign, name="assign-claims"),
    path("queues/<slug:queue>/", queues.queue, name="queue"),
    path("queues/<slug:queue>/not-offered/", unoffered.page, name="unoffered"),
    path("queues/<slug:queue>/next/", queues.next_person, name="next-of-queue"),
    path("quality/", quality.listing, name="quality"),
    path("quality/own/", own_quality.listing, name="own-quality"),
    path("quality/scorecards/", scorecards.listing, name="scorecards"),
    path("quality/scorecards/<slug:subject>/", scorecards.page, name="scorecard"),
    path("quality/<int:pk>/", quality.page, name="quality-review"),
    path("quality/<int:pk>/seen/", own_quality.see, name="see-review"),
    path("quality/<int:pk>/corrected/", own_quality.correct, name="correct-review"),
    path("customers/<int:pk>/workspace/", work.page, name="work"),
    path("customers/<int:pk>/workspace/why-offered/", unoffered.of_person, name="why-offered"),
    path("customers/<int:pk>/workspace/claim/", claiming.pick, name="pick-person"),
    path("customers/<int:pk>/workspace/lease/", claiming.lease, name="lease"),
    path("customers/<int:pk>/workspace/give-back/", claiming.give_back, name="give-person-back"),
    path("customers/<int:pk>/workspace/skip/", claiming.skip, name="skip-person"),
    path("customers/<int:pk>/workspace/snooze/", claiming.snooze, name="snooze-person"),
    path("customers/<int:pk>/workspace/hand-over/", claiming.hand_over, name="hand-over"),
    path("customers/<int:pk>/workspace/take-over/", claiming.take_over, name="take-over"),
    path("accounts/<int:pk>/promises/verb/", promise_form.verb, name="promise-verb"),
    path("customers/<int:pk>/", customers.page, name="customer"),
    path("customers/<int:pk>/contact-points/", customers.add_contact_point, name="add-contact-point"),
    path("customers/<int:pk>/contact-points/<int:point>/", customers.remark, name="remark-contact-point"),
    path("customers/<int:pk>/contact-points/<int:point>/lift/", customers.lift, name="lift-wrong-number"),
    path("customers/<int:pk>/language/", customers.wish, {"name": "language"}, name="wish-language"),
    path("customers/<int:pk>/time-zone/", customers.wish, {"name": "zone"}, name="wish-zone"),
    path("customers/<int:pk>/hours/", customers.prefer, name="prefer-hours"),
    path("customers/<int:pk>/hours/<int:hours>/withdraw/", customers.withdraw, name="withdraw-hours"),
    path("customers/<int:pk>/spellings/", print_spellings.enter, name="enter-spelling"),
    path(
        "customers/<int:pk>/spellings/<int:spelling>/approve/",
        print_spellings.approve,
        name="approve-spelling",
    ),
    path(
        "customers/<int:pk>/spellings/<int:spelling>/withdraw/",
        print_spellings.withdraw,
        name="withdraw-spelling",
    ),
    path("spellings/", print_spellings.listing, name="print-spellings"),
    path("customers/<int:pk>/consents/", customers.consent, name="record-consent"),
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
    path("promises/", promises.listing, name="promises"),
    path("accounts/<int:pk>/promises/new/", promises.new, name="take-promise"),
    path("accounts/<int:pk>/promises/<int:promise>/cancel/", promises.cancel, name="cancel-promise"),
    path("accounts/<int:pk>/promises/<int:promise>/approve/", promises.approve, name="approve-promise"),
    path("accounts/<int:pk>/promises/<int:promise>/refuse/", promises.refuse, name="refuse-promise"),
    path("hardship/", hardship_desk.listing, name="hardship"),
    path("accounts/<int:pk>/hardship/ask/", hardship_statements.ask, name="ask-help"),
    path("accounts/<int:pk>/hardship/statement/", hardship_statements.statement, name="affordability"),
    path(
        "accounts/<int:pk>/hardship/statement/figures/",
        hardship_statements.figures,
        name="affordability-figures",
    ),
    path(
        "accounts/<int:pk>/hardship/statement/take-in/",
        hardship_statement_files.take_in,
        name="take-in-statement",
    ),
    path(
        "accounts/<int:pk>/hardship/statement/take-out/",
        hardship_statement_files.take_out,
        name="take-out-statement",
    ),
    path("hardship/triggers/", trigger_set_pages.page, name="trigger-sets"),
    path("accounts/<int:pk>/hardship/options/", hardship_options.options, name="hardship-options"),
    path("hardship/offers/<int:pk>/approve/", hardship_options.approve, name="approve-offer"),
    path("hardship/offers/<int:pk>/send/", hardship_options.send, name="send-offer"),
    path("hardship/offers/<int:pk>/accept/", hardship_options.accept, name="accept-offer"),
    path("hardship/offers/<int:pk>/decline/", hardship_options.decline, name="decline-offer"),
    path("hardship/requests/<int:pk>/refuse/", hardship_options.refuse, name="refuse-help"),
    path("hardship/plans/<int:pk>/decide/", hardship_plans.decide, name="decide-plan"),
    path("restatements/", restatements.listing, name="restatements"),
    path("restatements/ask/", restatements.ask, name="ask-restatement"),
    path("restatements/<int:pk>/", restatements.page, name="restatement"),
    path("restatements/<int:pk>/accounts/", restatements.accounts, name="restated-accounts"),
    path("restatements/<int:pk>/withdraw/", restatements.withdraw, name="withdraw-restatement"),
    path("rules/", rules.listing, name="rules"),
    path("rules/<str:code>/", rules.of_jurisdiction, name="rules-of"),
    path("templates/", notice_templates.listing, name="templates"),
    path("templates/<slug:name>/<slug:language>/", notice_templates.page, name="template"),
    path("templates/<slug:name>/<slug:language>/new/", notice_templates.new, name="new-template-version"),
    path("templates/<slug:name>/<slug:language>/check/", notice_templates.check, name="check-template"),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/",
        notice_templates.version,
        name="template-version",
    ),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/change/",
        notice_templates.change,
        name="change-template-version",
    ),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/approve/",
        notice_templates.approve,
        name="approve-template-version",
    ),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/withdraw/",
        notice_templates.withdraw,
        name="withdraw-template-version",
    ),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/samples/<int:pk>/",
        notice_templates.sample,
        name="template-sample",
    ),
    path(
        "templates/<slug:name>/<slug:language>/<int:number>/samples/<int:pk>/letter.pdf",
        notice_templates.sample_pdf,
        name="template-sample-pdf",
    ),
    path("prompts/", prompts.listing, name="prompts"),
    path("prompts/<int:pk>/approve/", prompts.approve, name="approve-prompt"),
    path("prompts/<int:pk>/withdraw/", prompts.withdraw, name="withdraw-prompt"),
    path("prompts/<slug:situation>/<slug:language>/", prompts.page, name="prompt"),
    path("prompts/<slug:situation>/<slug:language>/draft/", prompts.draft, name="draft-prompt"),
    path("notice-kinds/", notice_kinds.listing, name="notice-kinds"),
    path("notice-kinds/<slug:code>/", notice_kinds.page, name="notice-kind"),
    path("prescribed/", prescribed.listing, name="prescribed-documents"),
    path("prescribed/<str:code>/<str:language>/", prescribed.page, name="prescribed-document"),
    path(
        "prescribed/<str:code>/<str:language>/<int:number>/", prescribed.document, name="prescribed-version"
    ),
    path(
        "prescribed/<str:code>/<str:language>/<int:number>/approve/",
        prescribed.approve,
        name="approve-prescribed",
    ),
    path("letterheads/", letterheads.listing, name="letterheads"),
    path("letterheads/<str:jurisdiction>/<str:language>/", letterheads.page, name="letterhead"),
    path(
        "letterheads/<str:jurisdiction>/<str:language>/approval/",
        letterheads.approval,
        name="letterhead-approval",
    ),
    path("letterheads/<str:jurisdiction>/<str:language>/seal/", letterheads.seal, name="letterhead-seal"),
    path(
        "letterheads/<str:jurisdiction>/<str:language>/specimen/",
        letterheads.specimen,
        name="letterhead-specimen",
    ),
    path("calendars/", calendars.listing, name="calendars"),
    path("calendars/<str:code>/", calendars.page, name="calendar"),
    path("calendars/<str:code>/correct/", calendars.correct, name="correct-calendar"),
    path("calendars/<str:code>/complete/", calendars.complete, name="complete-calendar"),
    path("cases/", cases.listing, name="cases"),
    path("cases/<int:pk>/", cases.page, name="case"),
    path("accounts/<int:pk>/cases/new/", cases.new, name="open-case"),
    path("cases/<int:pk>/acknowledge/", cases.acknowledge, name="acknowledge-case"),
    path("cases/<int:pk>/extension/ask/", cases.ask_extension, name="ask-extension"),
    path("cases/<int:pk>/extension/grant/", cases.grant_extension, name="grant-extension"),
    path("cases/<int:pk>/extension/refuse/", cases.refuse_extension, name="refuse-extension"),
    path("cases/<int:pk>/decide/", cases.decide, name="decide-case"),
    path("cases/<int:pk>/redress/", cases.redress, name="redress-case"),
    path("cases/<int:pk>/settle/", cases.settle, name="settle-case"),
    path("cases/<int:pk>/reopen/", cases.reopen, name="reopen-case"),
    path("cases/<int:pk>/note/", cases.note, name="note-case"),
    path("cases/<int:pk>/amend/", cases.amend, name="amend-case"),
    path("cases/<int:pk>/take-back/", cases.take_back, name="take-back-step"),
    path("re-ages/", reages.listing, name="reages"),
    path("accounts/<int:pk>/re-age/", reages.grant, name="grant-reage"),
    path("re-ages/<int:pk>/withdraw/", reages.withdraw, name="withdraw-reage"),
    path("re-ages/<int:pk>/uphold/", reages.uphold, name="uphold-reage"),
    path("batches/", batches.listing, name="batches"),
    path("batches/make/", batches.make, name="make-batches"),
    path("batches/<int:pk>/", batches.page, name="batch"),
    path("batches/<int:pk>/release/", batches.release, name="release-batch"),
    path("batches/<int:pk>/recall/", batches.recall, name="recall-batch"),
    path("acts/", acts.page, name="acts"),
    path("sending/", delivery.page, name="sending"),
    path("sending/<int:pk>/settle/", delivery.settle, name="settle-dispatch"),
    path("received/", received.page, name="received"),
    path("received/letters/<slug:reference>.pdf", received.letter, name="received-letter"),
    path("received/mails/<slug:reference>/", received.mail, name="received-mail"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<int:pk>/", notices.page, name="notice"),
    path("notices/<int:pk>/recall/", batches.recall_one, name="recall-notice"),
    path("notices/<int:pk>/remedy/", notices.remedy, name="remedy-notice"),
    path("notices/<int:pk>/try-again/", notices.try_again, name="retry-notice"),
    path("notices/<int:pk>/documents/<int:content>/", notices.document, name="notice-document"),
    *(
        route
        for module in (accounts, breaks, call_backs, cases, holds, notices, promises, queue_acts)
        for route in routes(module.LIST)
    ),
    path("reports/", report_pages.index, name="reports"),
    path("reports/aging/", report_aging.page, name="aging"),
    path("reports/roll-rates/", roll_rates.page, name="roll-rates"),
    path("reports/roll-rates/accounts/", report_accounts.moved, name="moved-accounts"),
    path("reports/counts/accounts/", report_accounts.counted, name="counted-accounts"),
    path("reports/roll-rates/months/", report_months.page, name="roll-rates-by-month"),
    path("reports/vintages/", report_months.vintages_page, name="vintages"),
    path("reports/what-if/", what_if.page, name="what-if"),
    path("reports/what-if/accounts/", what_if_accounts.listing, name="supposed-accounts"),
    path("reports/conduct/", report_conduct.page, name="conduct"),
    path("reports/conduct/accounts/", conduct_accounts.listing, name="conduct-accounts"),
    path("reports/by-mail/", report_schedules.listing, name="report-schedules"),
    path("reports/by-mail/ask/", report_schedules.ask, name="ask-report"),
    path("reports/by-mail/<int:pk>/stop/", report_schedules.stop, name="stop-report"),
    path("reports/months/", report_packs.listing, name="month-packs"),
    path("reports/months/freeze/", report_packs.freeze, name="freeze-month"),
    path("reports/months/<int:pk>/", report_packs.page, name="month-pack"),
    path("reports/months/<int:pk>/sign/", report_packs.sign, name="sign-month"),
    path("reports/aging/accounts/", report_accounts.listing, name="report-accounts"),
    path("health/", monitoring.health, name="health"),
    path("metrics/", monitoring.metrics, name="metrics"),
    path("api-tokens/", api_tokens.listing, name="api-tokens"),
    path("api-tokens/new/", api_tokens.new, name="new-api-token"),
    path("api-tokens/<int:pk>/approve/", api_tokens.approve, name="approve-api-token"),
    path("api-tokens/<int:pk>/revoke/", api_tokens.revoke, name="revoke-api-token"),
    path("subscriptions/", webhooks.listing, name="subscriptions"),
    path("subscriptions/new/", webhooks.new, name="new-subscription"),
    path("subscriptions/<int:pk>/", webhooks.page, name="subscription"),
    path("subscriptions/<int:pk>/test/", webhooks.test, name="test-subscription"),
    path("subscriptions/<int:pk>/rotate/", webhooks.rotate, name="rotate-secret"),
    path("subscriptions/<int:pk>/end/", webhooks.end, name="end-subscription"),
    path("subscriptions/<int:pk>/<int:delivery>/resend/", webhooks.resend, name="resend-event"),
    path("access-records/", access_records.listing, name="access-records"),
    path("unlikely-entries/", confirming.listing, name="unlikely-entries"),
    path("unlikely-entries/<int:pk>/confirm/", confirming.confirm, name="confirm-entry"),
    path("unlikely-entries/<int:pk>/refuse/", confirming.refuse, name="refuse-entry"),
    path("team/", team.listing, name="team"),
    path("team/changes/", team.changes, name="person-changes"),
    path("team/changes/<int:pk>/approve/", team.approve, name="approve-person"),
    path("team/changes/<int:pk>/refuse/", team.refuse, name="refuse-person"),
    path("choose-password/<str:uidb64>/<str:token>/", own_settings.choose_password, name="choose-password"),
    path("teams/", teams.listing, name="teams"),
    path("teams/new/", teams.new, name="new-team"),
    path("teams/<int:pk>/", teams.change, name="change-team"),
    path("team/new/", team.new, name="new-person"),
    path("team/<int:pk>/", team.person, name="person"),
    path("team/<int:pk>/second-factor/end/", team.end_factor, name="end-factor"),
    path("team/<int:pk>/password/", team.reset_password, name="reset-password"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failure
