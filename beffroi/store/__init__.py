"""Where tables live; the engine is replaceable here and only here."""
