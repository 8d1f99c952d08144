"""What goes in and comes out: plain values."""
