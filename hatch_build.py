"""What a wheel carries besides the package: the policy library, what is known of enterprises, and the page.

In the checkout they lie beside the package; in a wheel they travel inside it, and matcher/resources.py finds either.
Not hatchling's static "force-include": that would copy the data into the environment of a checkout too, where the
copy grows stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("policies", "enterprises", "app_streamlit.py", ".streamlit/config.toml")


class CarryData(BuildHookInterface[Any]):
    """Adds CARRIED to a wheel as matcher/_data/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to carry; an editable install ("editable") carries none."""
        if version == "standard":
            for name in CARRIED:
                build_data["force_include"][str(Path(self.root) / name)] = f"matcher/_data/{name}"
