"""Conformance cases in the format of the DMN Technology Compatibility Kit: read, run, compared, reported."""
