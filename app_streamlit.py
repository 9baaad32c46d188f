"""The front end's door: the table of pages, and nothing else."""

import streamlit as st

from matcher.web import enterprise_page, policy_page
from matcher.web.frame import ICON, framed

st.set_page_config(page_title="惠企匹配", page_icon=ICON, layout="wide")

# A heading for each reader; the workplace of the staff takes its place here as further headings.
PAGES = {
    "企业": [
        st.Page(framed(enterprise_page.show), title="我能享受什么", icon=":material/fact_check:", url_path="check", default=True)
    ],
    "政策": [
        st.Page(framed(policy_page.show), title="政策库", icon=":material/library_books:", url_path="policies")
    ],
}  # fmt: skip
# With one page under each heading a flat bar reads better than drawers.
flat = [page for pages in PAGES.values() for page in pages]
st.navigation(PAGES if len(flat) > 4 else flat, position="top").run()
