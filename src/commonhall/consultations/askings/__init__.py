"""What an asking brought, as the law counts it: one published report a conversation, draft, table or survey."""
