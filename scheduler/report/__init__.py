"""The monthly team figures (Festlegung 02/2022): for teams, never for an employee."""
