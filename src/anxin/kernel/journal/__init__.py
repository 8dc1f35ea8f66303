"""Journal: every act and every read of a person, written down once, in a chain nobody can quietly edit."""
