"""What several test files share: builders for small weeks, a random team, and two models that know nothing of the real one."""
