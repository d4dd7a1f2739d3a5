"""Mail, as files of its own and as Outlook saves it."""
