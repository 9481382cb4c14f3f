"""Watch it learn: the policies of past evaluations beside each other."""
