"""Why a value is refused, and what stands in its place."""


class BadValueError(Exception):
    """A value that cannot be used as it is.

    `rule` is the code of the fault, `instead` what is stored in its place. A harmless one never
    keeps its row from being shown, whatever hangs on the column.
    """

    def __init__(self, rule: str, instead: str | None = None, *, is_harmless: bool = False) -> None:
        super().__init__(rule)
        self.rule, self.instead, self.is_harmless = rule, instead, is_harmless
