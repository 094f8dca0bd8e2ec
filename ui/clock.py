"""The one place that reads the clock for the screens: local wall time of Asia/Shanghai."""

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This second; every watcher within it asks the same question and shares one answer."""
    return datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0)
