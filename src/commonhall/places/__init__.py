"""Territorial units, a tree, and their boundaries: which unit does this point lie in?"""
