"""The run itself, without a screen: orchestration, context, moderation, metrics. No IO of its own."""
