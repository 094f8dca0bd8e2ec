"""Charts over each other, said as Altair's own layer says it, without its copies.

Altair copies every layer each time that it copies the whole, and takes a hash of its data to find a
name for it: two fifths of the server's time for a page with charts.
"""

from collections import Counter
from typing import Any

import altair as alt


class _Layers(alt.LayerChart):
    """Layers that fit together already: nothing is looked for when it is made or copied."""

    def __init__(self, **properties: Any) -> None:  # noqa: ANN401
        super(alt.LayerChart, self).__init__(**properties)


def layered(*charts: alt.Chart, step: int = 0, **whole: Any) -> alt.LayerChart:  # noqa: ANN401
    """One chart of several, so many pixels a row, with the properties of the whole.

    The frame of most layers is that of the whole. What a layer lets the reader choose is chosen of
    the whole, within the view of that layer.
    """
    layers = [chart.copy(deep=False) for chart in charts]
    frames = {id(layer.data): layer.data for layer in layers}
    [(most, _)] = Counter(id(layer.data) for layer in layers).most_common(1)
    choices: list[dict[str, Any]] = []
    for place, layer in enumerate(layers):
        if id(layer.data) == most:
            layer.data = alt.Undefined
        if layer.params is alt.Undefined:
            continue
        layer.name = f"view_{place}"
        choices += [
            param.to_dict(validate=False) | {"views": [layer.name]} for param in layer.params
        ]
        layer.params = alt.Undefined
    if step:
        whole["height"] = alt.Step(step)
    if choices:
        whole["params"] = choices
    return _Layers(data=frames[most], layer=layers, **whole)
