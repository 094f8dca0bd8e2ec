"""Key projects from plan to completion: facts, the plan and the reality, the chain, the rules."""
