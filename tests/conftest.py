"""Settings of every test: examples do not depend on how busy the machine is, and are the same in every run of CI."""

import os

from hypothesis import HealthCheck, settings

os.environ["COLUMNS"] = "100"  # what a command prints does not depend on the terminal that tests run in
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")
