"""Machines that break: runs killed at every durable step and at random moments, disks that fill, databases that leave."""
