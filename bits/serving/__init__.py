"""Pages of ours that talk to a program on this machine."""
