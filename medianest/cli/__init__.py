"""The shell door: one module for each verb, registered here by being imported.

Commands can be repeated: adding what is there changes nothing and says so. What goes wrong on purpose is one sentence
on standard error and exit code 1.
"""

from medianest.cli import audit, backup, demo, doctor, library, migrate, scan, serve, user, web, worker
from medianest.cli.frame import app

__all__ = ["app", "audit", "backup", "demo", "doctor", "library", "migrate", "scan", "serve", "user", "web", "worker"]
