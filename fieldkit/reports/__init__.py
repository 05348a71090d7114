"""What a court reads: facts, typography, layouts, signing and verifying."""
