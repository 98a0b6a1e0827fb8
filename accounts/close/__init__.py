"""The nightly close, in order, in shards that any number of workers share."""
