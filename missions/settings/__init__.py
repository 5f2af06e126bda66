"""Settings of a mission, as the mission file has them and as organisers change them at the desk."""
