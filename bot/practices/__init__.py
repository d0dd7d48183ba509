"""What the company has agreed to do, as a file: shown, compared and applied. What is in it, capabilities say."""
