"""The household's own disks."""
