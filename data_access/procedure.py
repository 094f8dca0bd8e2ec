"""How an item is really handled: its flow, its paths, and where it departs from its rules."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select

from data_access.schema import ProcedureRule
from data_access.schema.base import table_of
from supervision.scope import Scope


def list_step_rules(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a declared rule about steps, as it stands now, in order of its number.

    Columns: rule_no, item_code ("" for all items), form, first_kind, second_kind, sentence,
    sentence_en, article, article_en, level, is_active.
    """
    del scope, as_of  # rules are everybody's business
    rule = table_of(ProcedureRule)
    return pd.read_sql(select(*rule.columns).order_by(rule.c.rule_no), connection)
