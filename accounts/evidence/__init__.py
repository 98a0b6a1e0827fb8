"""Evidence: rows that say what people did and what was sent, summed up so that a change is seen."""
