"""What is said: texts with cues and facts, voices that speak them, captions that follow the voice."""
