"""Tasks (R-80)."""

from __future__ import annotations

import pandas as pd

from addin.core.computed.given import Columns, Given, work_state


def tasks(given: Given) -> Columns:
    frame = given["tasks"]
    wanted = frame["what"].notna()
    state = pd.Series(work_state(given, wanted, frame["done_on"], frame["due_on"]), index=frame.index)
    return {"state": state.mask(wanted & frame["done_on"].isna() & frame["dropped_on"].notna(), "dropped")}
