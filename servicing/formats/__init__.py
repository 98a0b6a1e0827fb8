"""Where our number formats differ from the framework's."""
