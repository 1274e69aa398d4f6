import type { DuckDBConnection } from '@duckdb/node-api';

/** A DuckDB of its own, in memory, that never reaches for the network. The caller closes the connection. */
export async function connectDuckDb(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  return instance.connect();
}

/** A name inside a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text inside a statement. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
