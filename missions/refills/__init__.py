"""A place that becomes free goes to the next pair that wants each other, is free and near."""
