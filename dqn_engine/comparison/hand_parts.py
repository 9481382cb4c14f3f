"""The two configurations of the study that tells a hand from luck, as its folder names them."""

WITH, WITHOUT = "with the changes", "without the changes"
