#!/usr/bin/env python3
"""Start Fieldkit from a checkout: without arguments the window, with arguments a command (`main.py --help`)."""

from __future__ import annotations

import sys

try:
    from fieldkit.cli import main
except ModuleNotFoundError as absent:
    sys.exit(f"main.py: the package {absent.name!r} is not installed here. Run `make setup`, then `make run`.")

if __name__ == "__main__":
    main()
