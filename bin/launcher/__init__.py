"""What bin/dev, bin/test and bin/manage do once .venv is ready."""
