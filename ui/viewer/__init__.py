"""The viewer: a document in the side panel, scrolled to the words that prove a sentence."""
