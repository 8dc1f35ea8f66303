"""Access: who may see what of whom, and the one gate through which every personal read passes."""
