const PATIENCE_MS = 3000;

/** Gives a connection up, and in the end the process where something still waits for one that was lost. */
export function closeConnection(connection: { disconnect(): void }): void {
  connection.disconnect();
  setTimeout(() => process.exit(), PATIENCE_MS).unref();
}
