"""What people see of the practice town: who they are there, what they do, and how they begin again.

No hall has these pages: only the addresses of the practice town name them (`site/practice/urls.py`).
"""
