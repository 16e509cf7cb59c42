"""Daily life with a plan: approving it, what came of it, planning anew, asking why, the next appointment."""
