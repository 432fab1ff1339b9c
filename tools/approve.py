"""Write what the key pages of the demo story say to tests/approved, to be read in a diff: tools/approve.py"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    words = ["-m", "pytest", "-q", "tests/journeys/test_approved.py"]
    sys.exit(subprocess.run([sys.executable, *words], cwd=ROOT, env={**os.environ, "APPROVE_PAGES": "1"}).returncode)
