"""The public record: every act as an entry in one Merkle log that anybody can check."""
