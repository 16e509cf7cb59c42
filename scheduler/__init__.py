"""turnus: from a roster folder to a proved consultation week; everything around the constraint model."""
