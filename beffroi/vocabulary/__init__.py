"""Words, codes, periods and scopes; imports nothing else of ours."""
