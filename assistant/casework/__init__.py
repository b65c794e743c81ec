"""What a family asks us to keep: their referral to an advocate, its audit, and their feedback."""
