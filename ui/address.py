"""What the address tells the run that is being drawn.

A page asks for its language and filters some hundred times. Streamlit takes a lock, counts the
question and words a missing value anew each time, a twentieth of a page and a tenth of a tick; the
address changes with a run or with what a callback writes, and is read once for each.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qs

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import sanitize_query_string

NOWHERE: Mapping[str, str] = MappingProxyType({})
MOST_ADDRESSES, LONGEST_KEPT = 256, 2_000
"""So many addresses are kept as read, none longer: what anybody may send fills no memory."""


def told() -> Mapping[str, str]:
    """Each parameter of the address by its name, the last where it is said twice.

    Outside a page (a worker thread, a test of a chart) there are none.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return NOWHERE
    query = context.query_string
    return _kept(query) if len(query) <= LONGEST_KEPT else _read(query)


def _read(query: str) -> Mapping[str, str]:
    found = parse_qs(sanitize_query_string(query), keep_blank_values=True)
    return MappingProxyType({name: values[-1] for name, values in found.items()})


_kept = lru_cache(MOST_ADDRESSES)(_read)
