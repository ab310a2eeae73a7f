"""One function per question a person asks: assess, plan, explain, forecast."""
