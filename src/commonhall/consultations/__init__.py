"""Asking those concerned before deciding: conversations, draft texts, round tables."""
