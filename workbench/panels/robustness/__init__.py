"""The robustness map: what the policy earns in other worlds than the one it learned in, and what fells its pole."""
