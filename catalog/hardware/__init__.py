"""Facts about charging hardware, without a database: electrical rules, plausibility, OCPI."""
