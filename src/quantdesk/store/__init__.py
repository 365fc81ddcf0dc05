"""PostgreSQL: the only folder that imports the driver. One file an aggregate, each statement beside the function that runs it."""
