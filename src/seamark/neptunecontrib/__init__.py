"""The one path of neptune-contrib that old code imports: ``neptunecontrib.monitoring.sacred``."""
