"""Whether two people, or two firms, are one: plain values in, a verdict out."""
