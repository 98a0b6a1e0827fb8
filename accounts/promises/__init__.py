"""Payment promises: recorded, evaluated and limited."""
