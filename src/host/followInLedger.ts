import * as vscode from 'vscode';
import { pathForPeople } from './files.ts';
import type { LedgerFile } from './ledger.ts';

/**
 * Images that the ledger knows are found under their new name, after a file or a folder got one: conversations go on,
 * and requests with them as references can be made again.
 */
export async function followInLedger(
  ledger: Pick<LedgerFile, 'read' | 'move'>,
  from: vscode.Uri,
  to: vscode.Uri,
): Promise<void> {
  const before = from.toString();
  const isMeant = (uri: string) => uri === before || uri.startsWith(`${before}/`);
  const entries = await ledger.read();
  const uris = entries.flatMap(({ file, summary }) => [file.uri, ...summary.sources.map((each) => each.uri)]);
  for (const uri of new Set(uris.filter(isMeant))) {
    const now = `${to.toString()}${uri.slice(before.length)}`;
    await ledger.move(uri, now, pathForPeople(now));
  }
}
