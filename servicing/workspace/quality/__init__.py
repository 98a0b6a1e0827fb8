"""The pages of quality reviews: what waits, one review, one's own results, and the scorecards."""
