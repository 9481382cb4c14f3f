"""What the engine calls things without names, in the user's words."""

from workbench.state.environment_words import action_words, observation_words, world_number_words


def test_that_names_of_parts_keep_what_says_which_part() -> None:
    labels = ("Observation 3", "Observation 1[0]", "Observation 1=4", "Observation 0.2", "position[0]", "gear=2", "")
    assert observation_words(labels) == labels
    assert action_words(("Action 2", "0·1·2", "Left")) == ("Action 2", "0·1·2", "Left")


def test_that_an_environment_of_ones_own_keeps_the_names_of_its_numbers() -> None:
    assert world_number_words("CartPole-v1", "length") == "Pole's half-length, m"
    assert world_number_words("LunarLander-v3", "gravity") == world_number_words("CartPole-v0", "gravity")
    for name in ("length", "gravity", "masspole", "success_rate"):
        assert world_number_words("Line-v0", name) == name
        assert world_number_words("mine/CartPole-v1", name) == name
