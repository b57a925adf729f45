"""How the page looks. Knows nothing of what is on it."""

from pathlib import Path
from typing import Any

NAME = "Assistant"

NO_SOURCES = '<p class="empty">The passages an answer rests on appear here.</p>'

#: Characters a question may have; far more than any question needs, far fewer than a context holds.
MAX_QUESTION = 4000

_HERE = Path(__file__).parent


def look() -> dict[str, Any]:
    """Theme, style sheet and script, as ``Blocks.launch`` takes them; nothing comes from elsewhere."""
    import gradio as gr

    sans = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace")
    theme = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="lg",
        font=[gr.themes.Font(name) for name in sans],
        font_mono=[gr.themes.Font(name) for name in mono],
    )
    return {
        "theme": theme,
        "css_paths": [_HERE / "style.css", *sorted(_HERE.glob("*/*.css"))],
        "head": f"<style>{(_HERE / 'frame.css').read_text('utf-8')}</style>{_scripts()}",
    }


def _scripts() -> str:
    """Every script in an element of its own, so that a fault in one does not stop the others.

    Gradio puts them in the page when it has a body already.
    """
    paths = [*sorted(_HERE.glob("*.js")), *sorted(_HERE.glob("*/*.js"))]  # each tab brings its own
    texts = [f"const MAX_QUESTION = {MAX_QUESTION};", *(path.read_text("utf-8") for path in paths)]
    return "".join(f"<script>{text}</script>" for text in texts)
