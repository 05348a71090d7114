"""Language without a screen: catalogue, search folding, Khmer line breaks, numerals, dates."""
