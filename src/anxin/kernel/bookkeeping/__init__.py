"""Books in the hands of people: who reads and keeps which, what a page of one says, and every reading written down."""
