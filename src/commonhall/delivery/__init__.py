"""Delivering: the plan with its promises, money, contracts, functions handed over, shifts of residents."""
