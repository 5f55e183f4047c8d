"""What a row of a catalogue file may hold: its JSON Schema, and rules between values."""
