"""The rules of supervision: plain values in, plain values out. The standard library only."""
