"""Where files live, the TOML file, and what the environment offers."""
