"""Keeps Gradio from calling home. Knows nothing of what is done with it."""

import os


def silence_gradio() -> None:
    """Turn Gradio's telemetry off; call before importing it, as it reads the environment then."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
