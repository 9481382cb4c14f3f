"""What the engine calls things without names, in the user's words."""

from workbench.state.environment_words import action_words, observation_words


def test_that_names_of_parts_keep_what_says_which_part() -> None:
    labels = ("Observation 3", "Observation 1[0]", "Observation 1=4", "Observation 0.2", "position[0]", "gear=2", "")
    assert observation_words(labels) == labels
    assert action_words(("Action 2", "0·1·2", "Left")) == ("Action 2", "0·1·2", "Left")
