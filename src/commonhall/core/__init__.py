"""What every app is built with: lists, search, exports, imports, jobs, refs. Knows no app and no gate."""
