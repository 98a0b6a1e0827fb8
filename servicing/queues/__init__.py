"""The queues of the workspace: who waits for whom, in which order and why, and who has them now."""
