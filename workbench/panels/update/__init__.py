"""One update under the glass: the next update, written out with its numbers before it is made."""
