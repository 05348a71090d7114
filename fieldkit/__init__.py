"""Fieldkit: seizure write-ups, photos and chain of custody, offline first."""

__version__ = "0.1.0"
