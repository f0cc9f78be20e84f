"""`python -m leadflow.cli` is the command."""

from leadflow.cli.main import main

raise SystemExit(main())
