"""The commands of turnus, one file each: thin over the library, heavy imports only inside the functions."""
