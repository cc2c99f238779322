"""A fictional town's ground, drawn from a seed: river, streets, rail, parks, blocks, districts, names."""
