"""The public record: every action as an entry in one Merkle log that anybody can check."""
