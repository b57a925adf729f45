"""What ``rag`` does after each verb: a module each, loaded when its verb was typed."""
