"""How a chart comes onto a page: as it was made, not looked up in the schema for each reader.

To look through the schema of Vega-Lite took up to half of the time of a page with charts; the tests
do it, for every chart of every screen.
"""

from typing import Any, ClassVar, Literal, cast

import streamlit as st
from altair import Chart, HConcatChart, LayerChart, VConcatChart
from altair.utils.schemapi import disable_debug_mode
from streamlit.elements.vega_charts import VegaLiteState
from streamlit.runtime.state import WidgetCallback

disable_debug_mode()  # nor is each part of it, when it is made

AnyChart = Chart | LayerChart | HConcatChart | VConcatChart


class Unchecked:
    """A chart as `st.altair_chart` takes it: something with a specification."""

    is_checked: ClassVar[bool] = False

    def __init__(self, chart: AnyChart) -> None:
        self._chart = chart

    def to_dict(self) -> dict[str, Any]:
        """The specification."""
        return self._chart.to_dict(validate=self.is_checked)


def show(
    chart: AnyChart,
    *,
    alt: str,
    key: str | None = None,
    on_select: Literal["rerun", "ignore"] | WidgetCallback = "ignore",
) -> VegaLiteState:
    """Draw a chart with words for who cannot see it; the state holds what the reader clicked."""
    drawn = cast(Chart, Unchecked(chart))
    return cast(VegaLiteState, st.altair_chart(drawn, key=key, on_select=on_select, alt=alt))
