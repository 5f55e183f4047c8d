"""What the product costs a request, beside what else could have been built."""
