"""Letters and printed weeks: words from data files, layout from typst templates, a register of what went out."""
