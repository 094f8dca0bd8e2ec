"""Charts and maps: frames in, a drawing out."""
