#!/usr/bin/env python
"""Django's command line. `platform/` is a source root: it is put on the path here, never imported by that name."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(1, str(ROOT / "platform"))

if __name__ == "__main__":
    from infra.local.services import ensure_environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if direct := os.environ.get("DATABASE_DIRECT_URL"):  # migrations, backup and restore go past a pooler
        os.environ |= {"DATABASE_URL": direct, "DATABASE_POOLER": ""}
    ensure_environment()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
