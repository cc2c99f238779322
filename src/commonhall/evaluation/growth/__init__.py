"""What growth costs: what rose beside what it did to how people live, place by place."""
