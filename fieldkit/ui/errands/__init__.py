"""Errands: what a page asks for, done by actions in the background, and the answer brought back to the page."""
