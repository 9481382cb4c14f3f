"""What many runs come to beside each other. Everything is read from folders on disk, wherever they were made."""
