"""llama.cpp as an engine: another way to run the same weights, for machines where it is faster."""

from rag.llama.generator import LlamaGenerator, require_package

__all__ = ["LlamaGenerator", "require_package"]
