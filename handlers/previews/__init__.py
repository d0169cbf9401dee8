"""The desk's copies of files: made in a child behind walls, from pixels and sound alone."""
