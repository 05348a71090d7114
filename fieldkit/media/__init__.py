"""Originals in: the kind of file, what the camera wrote into it, a small preview; decoded in a child process."""
