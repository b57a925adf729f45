"""Who may use the page and from where: passwords, log-ins, and what every request must look like."""
