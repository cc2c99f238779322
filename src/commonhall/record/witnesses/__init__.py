"""Witnesses: others who cosign what the log has become, and whose logs we cosign (C2SP ``tlog-witness``)."""
