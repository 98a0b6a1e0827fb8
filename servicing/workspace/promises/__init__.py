"""Pages of payment promises."""
