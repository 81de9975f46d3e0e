"""What is said: narration to lines, lines to sound with the time of each word, words to captions."""
