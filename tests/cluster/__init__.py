"""The program on the database of CUSTOMERS_TEST_CLUSTER_URL: a Citus cluster, or a plain PostgreSQL."""
