"""The whole algorithm once more, by the papers, in NumPy and float64, one thing after another, on the real Gymnasium.

It shares nothing with the engine but the names of the weights and the random numbers, which are asked for by
(stream, count, size). It is slow, and it should stay so plain that it can be checked by reading.
"""

from collections.abc import Callable, Mapping

import gymnasium
import numpy as np

from dqn_engine.system.values import KnobValue
from tests.support.naive_replay import NaivePriorities, NaiveRing, NaiveTransition

Weights = dict[str, np.ndarray]
Noise = dict[str, tuple[np.ndarray, np.ndarray]]
ACT, SAMPLE, ACT_NOISE, LEARN_NOISE = 1, 2, 3, 4


class NaiveDQN:
    """A run of `knobs` from initial weights.

    Args:
        random: (stream, count, size) → numbers in [0, 1). ACT's are: explore?, which action, four of a new episode, and
            with repeats for how long, counted by the environment step from 1 (0 for the first episode); SAMPLE's are
            one per transition of a batch, counted by the update from 0.
        noise: (stream, count, how many) → of so many samples, each layer's noise of its inputs and of its outputs.
            ACT_NOISE's is one, counted as ACT's; LEARN_NOISE's are of the network that learns, the target network and
            the one that selects, counted as SAMPLE's.
        mask: An observation → the actions that are allowed there; None: both.
    """

    def __init__(
        self,
        knobs: Mapping[str, KnobValue],
        weights: Mapping[str, np.ndarray],
        observation_scale: tuple[float, ...],
        random: Callable[[int, int, int], np.ndarray],
        noise: Callable[[int, int, int], list[Noise]],
        mask: Callable[[np.ndarray], list[int]] | None = None,
    ) -> None:
        self.allowed = mask or (lambda observation: [0, 1])
        self.knobs, self.random, self.noise = knobs, random, noise
        self.scale = np.array(observation_scale)
        trained = {name: weight for name, weight in weights.items() if not name.startswith("normalisation/")}
        self.online = {name: np.array(weight, np.float64) for name, weight in trained.items()}
        self.target = {name: weight.copy() for name, weight in self.online.items()}
        self.average = {name: weight.copy() for name, weight in self.online.items()}
        self.mean = {name: np.zeros_like(weight) for name, weight in self.online.items()}
        self.square = {name: np.zeros_like(weight) for name, weight in self.online.items()}
        self.ring = NaiveRing(knobs["capacity"])
        self.priorities = NaivePriorities(knobs["capacity"])
        self.largest_priority = 1.0
        self.env_steps = self.updates = 0
        self.seen: list[np.ndarray] = []
        self.episode_ended = False
        self.repeated, self.repeats_left = 0, 0
        self.environment = gymnasium.make("CartPole-v1", disable_env_checker=True)
        self.begin_episode(random(ACT, 0, 6)[2:])

    def begin_episode(self, numbers: np.ndarray) -> None:
        """Starts at four numbers spread over ±0.05."""
        self.environment.reset(seed=0)
        state = (np.array(numbers, np.float64) * 2 - 1) * 0.05
        self.environment.unwrapped.state = state
        self.observation = state.astype(np.float32)
        self.episode_return = 0.0

    # --- the network --------------------------------------------------------------------------------------------------

    def forward(self, weights: Weights, observations: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
        """Q-values [B, A], and the input of every layer with the last hidden layer's output."""
        features = [self.scaled(np.asarray(observations, np.float64))]
        for layer in range(1, len(self.knobs["hidden_sizes"]) + 1):
            before = features[-1] @ weights[f"hidden_{layer}/kernel"] + weights[f"hidden_{layer}/bias"]
            if self.knobs["layer_norm"]:
                normal, _ = normalised(before)
                before = normal * weights[f"hidden_{layer}_norm/gamma"] + weights[f"hidden_{layer}_norm/beta"]
            features.append(np.tanh(before) if self.knobs["activation"] == "tanh" else np.maximum(before, 0))
        if not self.knobs["dueling"]:
            return features[-1] @ weights["q/kernel"] + weights["q/bias"], features
        value = features[-1] @ weights["value/kernel"] + weights["value/bias"]
        advantage = features[-1] @ weights["advantage/kernel"] + weights["advantage/bias"]
        return value + advantage - advantage.mean(axis=1, keepdims=True), features

    def scaled(self, observations: np.ndarray) -> np.ndarray:
        """As the first layer takes them."""
        if self.knobs["observation_scaling"] != "running":
            return observations / self.scale
        if len(self.seen) < 2:
            return np.clip(observations - np.mean(self.seen or [np.zeros(4)], axis=0), -10, 10)
        return np.clip((observations - np.mean(self.seen, axis=0)) / np.std(self.seen, axis=0), -10, 10)

    def noisy(self, weights: Weights, noise: Noise) -> Weights:
        """The weights that a noisy network acts with: μ + σ ⊙ ε."""
        found = dict(weights)
        for layer, (of_inputs, of_outputs) in noise.items():
            found[f"{layer}/kernel"] = (
                weights[f"{layer}/kernel"] + np.outer(of_inputs, of_outputs) * weights[f"{layer}/sigma_kernel"]
            )
            found[f"{layer}/bias"] = weights[f"{layer}/bias"] + of_outputs * weights[f"{layer}/sigma_bias"]
        return found

    def backward(self, weights: Weights, features: list[np.ndarray], d_q: np.ndarray) -> Weights:
        """The gradient of every one of `weights` from that of the Q-values [B, A]."""
        gradient: Weights = {}
        if self.knobs["dueling"]:
            heads = {"value": d_q.sum(axis=1, keepdims=True), "advantage": d_q - d_q.mean(axis=1, keepdims=True)}
        else:
            heads = {"q": d_q}
        d_features = np.zeros_like(features[-1])
        for head, d_head in heads.items():
            gradient[f"{head}/kernel"], gradient[f"{head}/bias"] = features[-1].T @ d_head, d_head.sum(axis=0)
            d_features += d_head @ weights[f"{head}/kernel"].T
        for layer in range(len(self.knobs["hidden_sizes"]), 0, -1):
            output = features[layer]
            slope = 1 - output**2 if self.knobs["activation"] == "tanh" else (output > 0).astype(float)
            d_before = d_features * slope
            if self.knobs["layer_norm"]:
                kernel, bias = (weights[f"hidden_{layer}/{kind}"] for kind in ("kernel", "bias"))
                normal, deviation = normalised(features[layer - 1] @ kernel + bias)
                gradient[f"hidden_{layer}_norm/gamma"] = (d_before * normal).sum(axis=0)
                gradient[f"hidden_{layer}_norm/beta"] = d_before.sum(axis=0)
                d_normal = d_before * weights[f"hidden_{layer}_norm/gamma"]
                common = d_normal.mean(axis=1, keepdims=True)
                along = (d_normal * normal).mean(axis=1, keepdims=True)
                d_before = (d_normal - common - normal * along) / deviation
            gradient[f"hidden_{layer}/kernel"] = features[layer - 1].T @ d_before
            gradient[f"hidden_{layer}/bias"] = d_before.sum(axis=0)
            d_features = d_before @ weights[f"hidden_{layer}/kernel"].T
        return gradient

    # --- a step -------------------------------------------------------------------------------------------------------

    def step(self) -> dict[str, float]:
        """One environment step and the updates due after it; what happened, by the names of `StepMetrics`."""
        knobs, numbers = self.knobs, self.random(ACT, self.env_steps + 1, self.numbers_of_a_step)
        epsilon, beta = self.epsilon(), self.beta()
        acting = self.online
        if knobs["noisy"]:
            (noise,) = self.noise(ACT_NOISE, self.env_steps + 1, 1)
            acting = self.noisy(acting, noise)
        q_values, _ = self.forward(acting, self.observation[np.newaxis])
        actions = self.allowed(self.observation)
        if self.repeats_left and self.repeated not in actions:
            self.repeats_left = 0
        if knobs["exploration"] == "boltzmann":
            probabilities = softmax(q_values[0][actions] / knobs["temperature"])
            action = next(a for n, a in enumerate(actions) if numbers[1] < probabilities[: n + 1].sum())
        elif self.repeats_left:
            action, self.repeats_left = self.repeated, self.repeats_left - 1
        elif numbers[0] < epsilon:
            action = self.repeated = actions[int(numbers[1] * len(actions))]
            if knobs["exploration"] == "epsilon-z-greedy":
                self.repeats_left = self.length(numbers[6]) - 1
        else:
            action = max(actions, key=lambda a: q_values[0][a])
        _, reward, terminated, truncated, _ = self.environment.step(action)
        next_observation = np.array(self.environment.unwrapped.state, np.float64).astype(np.float32)
        self.episode_return += float(reward)
        slot = self.ring.add(
            NaiveTransition(
                observation=self.observation,
                action=action,
                reward=self.shaped(float(reward), next_observation),
                next_observation=next_observation,
                terminated=bool(terminated),
                truncated=bool(truncated),
            )
        )
        self.priorities.priority[slot] = self.largest_priority
        self.seen.append(np.asarray(self.observation, np.float64))
        self.episode_ended |= bool(terminated or truncated)
        self.env_steps += 1
        happened = {
            "ended": 1.0 if terminated else 2.0 if truncated else 0.0,
            "episode_return": self.episode_return,
            "epsilon": epsilon,
            "beta": beta,
            "updates": 0.0,
        }
        self.observation = next_observation
        if terminated or truncated:
            self.begin_episode(numbers[2:6])
            self.repeats_left = 0
        if self.env_steps >= knobs["learning_starts"] and self.env_steps % knobs["train_interval"] == 0:
            for _ in range(knobs["updates_per_training"]):
                happened |= self.learn(beta)
            happened["updates"] = float(knobs["updates_per_training"])
        return happened

    @property
    def numbers_of_a_step(self) -> int:
        """How many random numbers a step uses."""
        return 7 if self.knobs["exploration"] == "epsilon-z-greedy" else 6

    def length(self, uniform: float) -> int:
        """The steps that a random action is taken for: the first length that makes `uniform` likely enough."""
        weights = [length ** -self.knobs["repeat_exponent"] for length in range(1, self.knobs["repeat_limit"] + 1)]
        likely = 0.0
        for length, weight in enumerate(weights, 1):
            likely += weight / sum(weights)
            if uniform < likely:
                return length
        return len(weights)

    def shaped(self, reward: float, next_observation: np.ndarray) -> float:
        """The reward that is learned from."""
        knobs, (x, _, angle, _) = self.knobs, np.abs(next_observation.astype(np.float64))
        if knobs["reward_shaping"] == "notebook-1":
            return (2.4 - x) / 2.4 - 0.8 + (np.radians(12) - angle) / np.radians(12) - 0.5
        if knobs["reward_shaping"] == "scale":
            return reward * knobs["reward_scale"]
        if knobs["reward_shaping"] == "clip":
            return max(-knobs["reward_clip"], min(knobs["reward_clip"], reward))
        return reward

    def epsilon(self) -> float:
        """By the schedule: linear over the steps taken, or by a factor per update made."""
        knobs = self.knobs
        start, end = knobs["epsilon_start"], knobs["epsilon_end"]
        if knobs["exploration"] == "boltzmann" or knobs["noisy"]:
            return 0.0
        if knobs["epsilon_schedule"] == "linear":
            return start + (end - start) * min(1.0, self.env_steps / knobs["epsilon_decay_steps"])
        if knobs["epsilon_schedule"] == "multiplicative":
            return max(end, start * knobs["epsilon_decay_rate"] ** self.updates)
        return start

    def beta(self) -> float:
        """Linear over the steps taken."""
        start, end = self.knobs["beta_start"], self.knobs["beta_end"]
        return start + (end - start) * min(1.0, self.env_steps / self.knobs["beta_steps"])

    def learn(self, beta: float) -> dict[str, float]:
        """One update: what it reports, by the names of `StepMetrics`."""
        knobs = self.knobs
        slots, importance = self.sampled(beta)
        sampled = [self.ring.n_step(slot, knobs["n_step"], knobs["gamma"]) for slot in slots]
        observations = np.array([transition.observation for transition, *_ in sampled])
        next_observations = np.array([last for *_, last, _ in sampled])
        learning, evaluating, selecting = self.online, self.target, self.online
        if knobs["noisy"]:
            noises = self.noise(LEARN_NOISE, self.updates, 3)
            learning, evaluating, selecting = (
                self.noisy(weights, noise)
                for weights, noise in zip((learning, evaluating, selecting), noises, strict=True)
            )
        q_target, _ = self.forward(evaluating, observations)
        q_next_target, _ = self.forward(evaluating, next_observations)
        q_next_online, _ = self.forward(selecting, next_observations)
        q_values, features = self.forward(learning, observations)

        size = len(slots)
        td_errors, losses, slopes, chosen = (np.zeros(size) for _ in range(4))
        d_q = np.zeros_like(q_values)
        for i, (transition, total, _, discount) in enumerate(sampled):
            before, after = self.allowed(transition.observation), self.allowed(next_observations[i])
            choosing = q_next_online[i] if knobs["double"] else q_next_target[i]
            best = max(after, key=lambda a: choosing[a])
            target = total + discount * q_next_target[i][best]
            if knobs["munchausen"]:
                taken = before.index(transition.action)
                target = total + self.munchausen(q_target[i][before], q_next_target[i][after], taken, discount)
            chosen[i] = q_values[i][transition.action]
            error = td_errors[i] = chosen[i] - target
            delta = knobs["huber_delta"] * (
                1 + (knobs["huber_delta_end"] - 1) * min(1, self.updates / knobs["huber_delta_steps"])
            )
            if knobs["loss"] == "squared" or abs(error) <= delta:
                losses[i], slopes[i] = error**2 / 2, error
            else:
                losses[i], slopes[i] = delta * (abs(error) - delta / 2), delta * np.sign(error)
            d_q[i][transition.action] = importance[i] * slopes[i] / size
        gradient = self.backward(learning, features, d_q)
        if knobs["noisy"]:
            for layer, (of_inputs, of_outputs) in noises[0].items():
                gradient[f"{layer}/sigma_kernel"] = gradient[f"{layer}/kernel"] * np.outer(of_inputs, of_outputs)
                gradient[f"{layer}/sigma_bias"] = gradient[f"{layer}/bias"] * of_outputs
        norm = self.optimize(gradient)

        fraction = max(1 / knobs["average_updates"], 10 / (self.updates + 10))
        self.updates += 1
        due = self.updates % knobs["target_interval"] == 0
        for name, weight in self.online.items():
            self.average[name] += fraction * (weight - self.average[name])
            if knobs["target_sync"] == "soft":
                self.target[name] = (1 - knobs["tau"]) * self.target[name] + knobs["tau"] * weight
            elif self.episode_ended if knobs["target_sync"] == "episode" else due:
                self.target[name] = weight.copy()
        self.episode_ended = False
        for slot, error in zip(slots, td_errors, strict=True):
            self.priorities.priority[slot] = abs(error) + knobs["priority_epsilon"]
            self.largest_priority = max(self.largest_priority, self.priorities.priority[slot])
        return {
            "loss": float(np.mean(importance * losses)),
            "td_error": float(np.mean(np.abs(td_errors))),
            "q_mean": float(chosen.mean()),
            "q_max": max(q_values[i][self.allowed(observations[i])].max() for i in range(size)),
            "gradient_norm": norm,
        }

    def munchausen(self, q: np.ndarray, q_next: np.ndarray, action: int, discount: float) -> float:
        """What Munchausen adds to the rewards: α clipped τ log π of the action taken, and the soft next value."""
        temperature = self.knobs["munchausen_temperature"]
        now, after = softmax(q / temperature), softmax(q_next / temperature)
        bonus = max(self.knobs["munchausen_clip"], temperature * np.log(now[action]))
        soft_value = np.sum(after * (q_next - temperature * np.log(after)))
        return self.knobs["munchausen_alpha"] * bonus + discount * soft_value

    def learning_rate(self) -> float:
        """By the schedule, over the updates made."""
        knobs = self.knobs
        base, end = knobs["learning_rate"], knobs["learning_rate"] * knobs["learning_rate_end"]
        gone = min(1.0, self.updates / knobs["learning_rate_steps"])
        if knobs["learning_rate_schedule"] == "constant":
            return base
        if knobs["learning_rate_schedule"] == "linear":
            return base + (end - base) * gone
        return end + (base - end) * (1 + np.cos(np.pi * gone)) / 2

    def sampled(self, beta: float) -> tuple[list[int], np.ndarray]:
        """One slot from each of B equal strata, and the importance weights."""
        size = self.knobs["batch_size"]
        points = (np.arange(size) + self.random(SAMPLE, self.updates, size).astype(np.float64)) / size
        filled = min(self.env_steps, self.knobs["capacity"])
        if not self.knobs["prioritized"]:
            return [int(point * filled) for point in points], np.ones(size)
        scaled = self.priorities.scaled(self.knobs["alpha"])
        slots = [self.priorities.slot_at(point * scaled.sum(), self.knobs["alpha"]) for point in points]
        weights = (filled * scaled[slots] / scaled.sum()) ** -beta
        return slots, weights / weights.max()

    def optimize(self, gradient: Weights) -> float:
        """Clips, then Adam, AdamW or RMSprop; the norm before clipping."""
        knobs = self.knobs
        norm = float(np.sqrt(sum(np.sum(g**2) for g in gradient.values())))
        limit = knobs["gradient_clip"]
        scale = limit / norm if 0 < limit < norm else 1.0
        t, base = self.updates + 1, self.learning_rate()
        for name, g in gradient.items():
            g = g * scale
            if knobs["optimizer"] == "adamw":
                self.online[name] = self.online[name] * (1 - base * knobs["weight_decay"])
            if knobs["optimizer"] in ("adam", "adamw"):
                self.mean[name] = 0.9 * self.mean[name] + 0.1 * g
                self.square[name] = 0.999 * self.square[name] + 0.001 * g**2
                rate = base * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                move = self.mean[name]
            else:
                self.square[name] = 0.99 * self.square[name] + 0.01 * g**2
                rate, move = base, g
            self.online[name] = self.online[name] - rate * move / (
                np.sqrt(self.square[name]) + knobs["optimizer_epsilon"]
            )
        return norm

    def close(self) -> None:
        """Closes the environment."""
        self.environment.close()


def normalised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows [B, U] with mean 0 and variance 1, and the deviations [B, 1] they had."""
    centred = values - values.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-6)
    return centred / deviation, deviation


def softmax(values: np.ndarray) -> np.ndarray:
    """exp(values), scaled to sum to 1."""
    weights = np.exp(values - values.max())
    return weights / weights.sum()
