#!/usr/bin/env python3
"""Run a command from a checkout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from danbiet.config.command import main

if __name__ == "__main__":
    main()
