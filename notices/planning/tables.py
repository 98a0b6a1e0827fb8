"""Scratch tables of planning: what the book calls for, and what is open, on one day."""

from accounts.database.temp_tables import TempTable

# What calls for a notice of a kind; ``via`` is the notice that it is issued anew of.
OCCASION = TempTable(
    "occasion",
    "account_id bigint, kind text, about text, recipient_id bigint, occasion_on date, via bigint",
)
# Statements that fall due some days from now, or fell due some days ago; those of them that ask for a notice.
FALLING_DUE = TempTable(
    "falling_due", "account_id bigint, product_id bigint, statement_date date, type text, days integer"
)
FALLEN_DUE = TempTable("fallen_due", "account_id bigint, type text, days integer, statement_date date")
# Accounts whose last required payments were not made, each with the statement that required the newest.
MISSED_MINIMUM = TempTable("missed_minimum", "account_id bigint, kind text, about text")
PAID_UP_ACCOUNT = TempTable("paid_up_account", 'account_id bigint, "on" date')

# Notices sent whose figures may be others by what became known on the day.
SENT_NOTICE = TempTable("sent_notice", "id bigint, account_id bigint, product_id bigint, as_of date")

# Who may be written to about these accounts and kinds?
RECIPIENT_REQUEST = TempTable("recipient_request", "account_id bigint, kind text")
HOLD_IN_FORCE = TempTable(
    "hold_in_force",
    "account_id bigint, customer_id bigint, binds_all boolean, id bigint, kind text, channel text,"
    " names_amount boolean, reviewed_on date",
)
NOTICE_RECIPIENT = TempTable(
    "notice_recipient",
    "account_id bigint, kind text, customer_id bigint, acts boolean, stands_in boolean, rightful boolean",
)

# Notices to be, each with the one before it, and those of them that were written.
FRESH_NOTICE = TempTable(
    "fresh_notice",
    "account_id bigint, kind text, occasion text, recipient_id bigint, via bigint, run_since date,"
    " due_by date, before_id bigint, issue integer, first_on date, due_before date",
)
NEW_NOTICE = TempTable("new_notice", "id bigint, supersedes bigint, via bigint")

# Notices that are not on their way yet, with what their kind says; what bears on them; what becomes of them.
OPEN_NOTICES = TempTable(
    "open_notices",
    "id bigint, account_id bigint, kind text, recipient_id bigint, state text, reason text, due_by"
    " date, run_since date, seen bigint, worded text, occasion_on date, found_on date, about text, type"
    " text, days integer, count integer, nature text, owes boolean, first boolean, gap_days integer,"
    " help_days integer, most_a_day integer, quiet_days integer, invites boolean, after text,"
    " channels text[], jurisdiction text, letter bigint",
)
ACCOUNT_STATE = TempTable(
    "account_state",
    "account_id bigint, stage text, past_due bigint, missed integer, oldest date, days integer, unpaid"
    " bigint, problem text, tolerance bigint",
)
EXPECTED_PAYMENT = TempTable("expected_payment", "account_id bigint, amount numeric")
SILENCED_ACCOUNT = TempTable("silenced_account", "account_id bigint")
# Closed accounts on which something is owed.
OWING_ACCOUNT = TempTable("owing_account", "account_id bigint")
MADE_UP_ACCOUNT = TempTable("made_up_account", "account_id bigint")  # what was due by contract is paid
PLAN_STATE = TempTable("plan_state", "reference text, state text")  # of plans that notices say it of
UNBROKEN_PROMISE = TempTable("unbroken_promise", "reference text")
NOTICE_DECISION = TempTable(
    "notice_decision",
    "id bigint, account_id bigint, kind text, about text, occasion_on date, from_state text,"
    " from_reason text, due_by date, past_due_now bigint, wording text, state text, reason text",
)
