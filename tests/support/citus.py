"""A simulation of Citus in a plain PostgreSQL: its functions refuse what Citus refuses, and record the calls.

It distributes nothing. Citus itself is not available where the tests run.
"""

from typing import Any

import psycopg

from tests.support.postgres import TempPostgres

VERSION = "12.1-1"
_STUB = """
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    VALUES (16000, 'citus', 10, 'public'::regnamespace, false, '12.1-1');
CREATE TABLE citus_calls (number int GENERATED ALWAYS AS IDENTITY, call text, relation text, key text, beside text, shards int);
CREATE TABLE citus_workers (name text);
INSERT INTO citus_workers VALUES ('one'), ('two');
CREATE TABLE pg_dist_local_group (groupid int);
INSERT INTO pg_dist_local_group VALUES (0);
CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char", partkey text, colocationid int, repmodel "char");

CREATE FUNCTION refuse_what_citus_refuses(relation regclass, key text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE rule record;
BEGIN
    FOR rule IN SELECT conname, confrelid FROM pg_constraint WHERE conrelid = relation AND contype = 'f' LOOP
        RAISE EXCEPTION 'cannot create foreign key constraint % of %', rule.conname, relation USING ERRCODE = '0A000';
    END LOOP;
    FOR rule IN SELECT indexrelid::regclass AS name, array_agg(attname) AS columns FROM pg_index
        JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey) WHERE indrelid = relation AND indisunique GROUP BY 1 LOOP
        IF key IS NOT NULL AND NOT key = ANY(rule.columns) THEN
            RAISE EXCEPTION 'cannot create constraint: % lacks the partition column %', rule.name, key USING ERRCODE = '0A000';
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = relation) THEN
        RAISE EXCEPTION 'table % is already distributed', relation USING ERRCODE = '42P16';
    END IF;
END $$;

CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE beside_type text; own_type text; colocation int;
BEGIN
    PERFORM refuse_what_citus_refuses(table_name, distribution_column);
    SELECT format_type(atttypid, NULL) INTO own_type FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
    colocation := (SELECT coalesce(max(colocationid), 0) + 1 FROM pg_dist_partition);
    IF colocate_with <> 'none' THEN
        IF shard_count IS NOT NULL THEN
            RAISE EXCEPTION 'Cannot use colocate_with with a table and shard_count at the same time' USING ERRCODE = '0A000';
        END IF;
        SELECT colocationid, format_type(atttypid, NULL) INTO STRICT colocation, beside_type FROM pg_dist_partition
            JOIN pg_attribute ON attrelid = logicalrelid AND attname = partkey WHERE logicalrelid = colocate_with::regclass;
        IF beside_type <> own_type THEN
            RAISE EXCEPTION 'cannot colocate tables % and %', colocate_with, table_name USING ERRCODE = '0A000';
        END IF;
    END IF;
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', distribution_column, colocation, 's');
    INSERT INTO citus_calls (call, relation, key, beside, shards)
        VALUES ('create_distributed_table', table_name, distribution_column, colocate_with, shard_count);
    PERFORM set_config('simulation.parallel', 'on', true);
END $$;

CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse_what_citus_refuses(table_name, NULL);
    INSERT INTO pg_dist_partition VALUES (table_name, 'n', NULL, 99, 't');
    INSERT INTO citus_calls (call, relation) VALUES ('create_reference_table', table_name);
END $$;

CREATE FUNCTION truncate_local_data_after_distributing_table(function_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = function_name) THEN
        RAISE EXCEPTION 'supplied parameter is not a distributed relation' USING ERRCODE = '0A000';
    END IF;
    INSERT INTO citus_calls (call, relation) VALUES ('truncate_local_data_after_distributing_table', function_name);
END $$;

CREATE FUNCTION column_to_column_name(table_name regclass, column_var_text text) RETURNS text LANGUAGE sql AS 'SELECT column_var_text';
CREATE FUNCTION citus_get_active_worker_nodes(OUT node_name text) RETURNS SETOF text LANGUAGE sql AS 'SELECT name FROM citus_workers';
CREATE FUNCTION get_shard_id_for_distribution_column(table_name regclass, distribution_value anyelement) RETURNS bigint LANGUAGE sql
    AS 'SELECT 102008 + abs(hashtext(distribution_value::text) % 8)';
CREATE FUNCTION citus_total_relation_size(relation regclass) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = relation) THEN
        RAISE EXCEPTION 'cannot calculate the size because relation % is not distributed', relation USING ERRCODE = '42809';
    END IF;
    RETURN pg_total_relation_size(relation);
END $$;
CREATE FUNCTION undistribute_table(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM pg_dist_partition WHERE logicalrelid = table_name OR cascade_via_foreign_keys AND logicalrelid IN (
        SELECT conrelid FROM pg_constraint WHERE confrelid = table_name AND contype = 'f'
    );
END $$;

CREATE TABLE pg_dist_node (
    nodeid int GENERATED ALWAYS AS IDENTITY, groupid int DEFAULT 1, nodename text, nodeport int, noderole text DEFAULT 'primary'
);
CREATE TABLE pg_dist_authinfo (nodeid int, rolename name, authinfo text);
CREATE FUNCTION citus_set_coordinator_host(host text, port int) RETURNS void LANGUAGE sql
    AS 'INSERT INTO pg_dist_node (groupid, nodename, nodeport) VALUES (0, host, port)';
CREATE FUNCTION citus_add_node(nodename text, nodeport int) RETURNS int LANGUAGE sql
    AS 'INSERT INTO pg_dist_node (nodename, nodeport) VALUES (nodename, nodeport) RETURNING nodeid';
CREATE FUNCTION citus_rebalance_start() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';

CREATE FUNCTION refuse_extension() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('simulation.parallel', true) = 'on' THEN
        RAISE EXCEPTION 'cannot run extension command because there was a parallel operation on a distributed table in the transaction'
            USING ERRCODE = '25001';
    END IF;
END $$;
CREATE EVENT TRIGGER extension_after_parallel_operation ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION')
    EXECUTE FUNCTION refuse_extension();
"""


def install(postgres: TempPostgres, database: str) -> None:
    """Install the simulation in a database."""
    with postgres.connect(database) as connection:
        connection.execute(_STUB.encode())


def calls(url: str) -> list[tuple[Any, ...]]:
    """Return the committed calls in order: function, table, column, co-located table, shards."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT call, relation, key, beside, shards FROM citus_calls ORDER BY number")
        return rows.fetchall()
