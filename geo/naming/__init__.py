"""What units are and were called, and how people write it: what gazetteer and addresses read."""
