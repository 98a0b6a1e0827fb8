"""What every list can do besides showing rows: tags, saved views, files, acts on many rows."""
