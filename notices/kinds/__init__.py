"""Kinds of notice as data: occasion, deadline, law; read and checked."""
