"""Record the narration: a page in the lecturer's own browser, and the takes that it leaves."""
