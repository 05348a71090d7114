"""Khmer and Latin on paper: bundled typefaces, shaped words, paragraphs and the page."""
