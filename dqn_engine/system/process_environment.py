"""What TensorFlow, XLA and NumPy read from the environment at their first import. Doesn't import them, or much else."""

import os


def set_tensorflow_environment() -> None:
    """Sets what isn't already set. Has no effect once TensorFlow is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"  # Outright: the networks are built of TensorFlow's operations.
    # Measured: a thread pool makes the small products of an evaluation five times slower on busy cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Measured: a buffer of 4 million transitions that was made smaller again left 0.5 GB with oneDNN's allocator, which
    # keeps what it once had; with the system's nothing, at the same speed.
    os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")
    # Measured: with Eigen's multi-threaded mode every small product goes through a thread pool, 0.7 µs instead of 0.06.
    _add_flag("XLA_FLAGS", "--xla_cpu_multi_thread_eigen", "false")
    # Measured: a product of 32×64×64 takes 1.9 instead of 2.8 µs with AVX-512; with AVX2 alone no change.
    _add_flag("XLA_FLAGS", "--xla_cpu_prefer_vector_width", "512")
    # Measured: kernels in the order that needs the least memory: 29.2 instead of 30.9 µs a step. There is one thread.
    _add_flag("XLA_FLAGS", "--xla_cpu_enable_concurrency_optimized_scheduler", "false")


def _add_flag(variable: str, flag: str, value: str) -> None:
    flags = os.environ.get(variable, "")
    if flag not in flags:
        os.environ[variable] = f"{flags} {flag}={value}".strip()
