"""Prefect on this machine: its server, workers and deployments, and flows run in this process."""
