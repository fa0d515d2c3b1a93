"""What runs inside the training script: run, fields, journal, shipper, transport, settings, capture."""
