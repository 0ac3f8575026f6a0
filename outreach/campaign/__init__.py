"""What is planned: campaign files, occasions, senders, improvements, the control group, and a decision per client."""
