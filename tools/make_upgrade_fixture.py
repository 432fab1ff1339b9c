"""Make the backup that later versions must be able to take over: tests/upgrade/VERSION.age, from the demo place.

usage: make_upgrade_fixture.py     (at a release; the identity beside it opens test data and nothing else)
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "upgrade"
sys.path.insert(0, str(ROOT / "src"))


def command(data_dir: str, *words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET_", "DATABASE_URL"))}
    environment = {**kept, "PYTHONPATH": "src", "DANBIET_DEMO": "1", "DANBIET_DATA_DIR": data_dir}
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)


def main() -> int:
    from danbiet.config.environment import version

    out = FOLDER / f"{version()}.age"
    if out.exists():
        print(f"{out.relative_to(ROOT)} is there: a released version has one backup, made once", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data_dir:
        if not (FOLDER / "identity.txt").exists():
            command(data_dir, "backup", "--keygen", str(FOLDER))
        command(data_dir, "seed_demo")
        command(data_dir, "tick")
        command(data_dir, "backup", str(out), "--to", str(FOLDER / "recipient.txt"))
    print(f"{out.relative_to(ROOT)}: {out.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
