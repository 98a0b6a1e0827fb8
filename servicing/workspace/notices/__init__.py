"""Pages of notices and their batches."""
