import type { MigrationInterface } from 'typeorm';

/**
 * One step of the schema, in plain SQL. Its class name ends with a number of 13 digits that orders the steps, and
 * never changes once released: it is what the database remembers.
 */
export type Migration = new () => MigrationInterface;
