"""The entry: `streamlit run app.py` serves everything, and so does `uvicorn app:app`."""

import streamlit as st

from ui.server import MIDDLEWARE, ROUTES, lifespan

app = st.App("ui/frame.py", lifespan=lifespan, middleware=MIDDLEWARE, routes=ROUTES)
