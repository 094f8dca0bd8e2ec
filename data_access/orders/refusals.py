"""Why a write was not done: each a kind of its own, so that a screen can say it in one sentence."""


class WriteRefusedError(Exception):
    """Nothing was written."""


class NotAllowedError(WriteRefusedError, PermissionError):
    """The person does not have the right."""


class NotFoundError(WriteRefusedError, LookupError):
    """What it is about is not there."""


class ChangedError(WriteRefusedError):
    """Somebody else was quicker: it no longer stands as the person saw it."""


class UnfitError(WriteRefusedError, ValueError):
    """A value that was given cannot be taken; its name is the message."""
