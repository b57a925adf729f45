"""What :mod:`rag.cite` compares: numbers, dates, names, places, denials, words. Knows no models."""
