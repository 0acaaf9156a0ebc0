"""The run itself, without a screen: orchestration, members, context, moderation, metrics. No IO of its own."""
