"""What the page keeps of its users: conversations and feedback, and their exports."""
