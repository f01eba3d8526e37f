"""What an answer is made of: frozen, no behaviour."""
