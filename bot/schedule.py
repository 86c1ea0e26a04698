"""The metronome (APScheduler); what is due is data in the store."""
