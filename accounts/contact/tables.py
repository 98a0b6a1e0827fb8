"""Scratch tables of contact: what is past its time."""

from accounts.database.temp_tables import TempTable

# Accounts of a jurisdiction of which something may go, with their clock; contacts that go with corrections.
PURGED_ACCOUNT = TempTable("purged_account", "account_id bigint, time_zone text")
EXPIRED_CONTACT = TempTable("expired_contact", "first bigint")
