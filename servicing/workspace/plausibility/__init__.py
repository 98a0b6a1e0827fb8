"""What looks unlikely is asked again before it is recorded."""
