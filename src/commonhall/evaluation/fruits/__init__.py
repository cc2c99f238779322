"""Who gains: public money by place and head, set beside how well off the places are."""
