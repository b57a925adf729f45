"""How people reach the assistant: the command ``rag`` and the page in the browser."""
