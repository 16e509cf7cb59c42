"""Studies: scenarios simulated many times, compared, searched, and written as tables, charts and a page. Team level only."""
