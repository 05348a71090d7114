"""Originals come in: copy, hash, seal, read EXIF, preview in a child process."""
