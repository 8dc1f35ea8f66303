"""EPCIS 2.0 (GS1, ISO/IEC 19987) in JSON-LD: reading, capturing, asking and writing."""
