"""Practice: a whole raid with invented people, from the first photo to the verified report."""
