"""Lists of frozen records as Qt models, and the delegates that draw their rows."""
