"""Who looked at what, when, and what did they do? The access log, and whether it is whole."""

from data_access.access.access_entries import chain_state
from ui import filters
from ui.access import audit_screen
from ui.access.viewer import current_viewer
from ui.fetch import fetch
from ui.parts import head
from ui.words import t

viewer = current_viewer()
as_of = filters.current_as_of()

with head(t("访问审计"), t("记录只增不改，逐条封印")):
    filters.period_choice()
audit_screen.chain(fetch(chain_state, viewer, as_of=as_of))
audit_screen.choices(viewer, as_of)
audit_screen.entries(viewer, as_of)
