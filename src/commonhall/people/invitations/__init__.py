"""Invitations to an office: how somebody without an account comes to hold one."""
