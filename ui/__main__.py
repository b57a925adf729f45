"""``python -m ui`` is ``rag``."""

import sys

from ui.cli import main

sys.exit(main())
