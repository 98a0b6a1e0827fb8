"""The pages of the queues: who waits, the person at hand, and who has whom."""
