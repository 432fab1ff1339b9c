"""Eight equal posts at once, on a database in a file as it is run: one case, one code, nothing doubled."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("at_once.py")


def test_eight_equal_posts_at_once_give_one_case(tmp_path: Path) -> None:
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("DANBIET_", "DATABASE_URL"))
    }  # fmt: skip
    surroundings |= {"DANBIET_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "danbiet.config.settings"}
    surroundings["PYTHONPATH"] = str(SCRIPT.parents[3])
    words = [sys.executable, str(SCRIPT)]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "[1, 1, 1, 1, 1] 5 5 5", done.stderr
