"""What text messages and calls share: Twilio's account, wire format and signature."""
