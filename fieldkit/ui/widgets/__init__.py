"""The parts every page is built from. No page styles anything by itself."""
