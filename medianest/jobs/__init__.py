"""The second process: a door without a user. Jobs, the schedule, and the eye on the disks."""
