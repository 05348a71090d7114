"""Whom we believe: bytes in, verdict out; the only constructor of verified objects."""
