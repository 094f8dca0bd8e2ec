"""Somebody who is signed in, for tests that open screens without a server in front of them.

The seam is a function of a module that a test of the same process replaces; there is no setting,
header or file by which anything else could.
"""

from datetime import datetime

import pytest

from data_access.access.people import SignedIn
from supervision.people import Role, Viewer
from ui.access import recorder, viewer

FAR = datetime(2999, 1, 1)
SUPERVISOR = Viewer("li", "Li", frozenset({Role.SUPERVISOR}), session="tests")


class Noted(list[tuple[str, str, str, dict[str, object]]]):
    """What would have been written into the access log: action, subject and detail."""

    def record(self, who, action, subject_type, subject_id, detail=None):
        del who
        self.append((action, subject_type, subject_id, dict(detail or {})))

    def write(self, work, wait=0.0):
        """A last click is no entry."""


def sign_in(monkeypatch: pytest.MonkeyPatch, person: Viewer = SUPERVISOR) -> Noted:
    """Let this person look at every page of the test; returns what they are noted for."""
    noted = Noted()
    monkeypatch.setattr(viewer, "signed_in", lambda: SignedIn(person, FAR, FAR))
    monkeypatch.setattr(viewer, "recorder", noted)
    monkeypatch.setattr(recorder, "recorder", noted)
    return noted
