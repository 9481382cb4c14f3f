"""The subcommands of `dqn-engine`, one module each with `run(options) -> exit code`; imported only when asked for."""
