import type { DuckDBConnection } from '@duckdb/node-api';

/** A DuckDB of its own, in memory, that never reaches for the network. The caller closes the connection. */
export async function connectDuckDb(): Promise<DuckDBConnection> {
  return openDuckDb(':memory:');
}

/** A DuckDB in a file, for rows that memory should not hold; the same otherwise. */
export async function openDuckDb(path: string, settings: Record<string, string> = {}): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(path, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...settings,
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
