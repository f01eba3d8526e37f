"""Arrays in, arrays out: no words, no store; inputs are never written into."""
