"""My concept."""
