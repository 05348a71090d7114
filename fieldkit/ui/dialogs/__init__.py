"""Dialogs. They open beside the event loop (`open()`), never with one of their own.

A screen reader's press on the button that opens a dialog must return; `exec()` would hold it.
"""
