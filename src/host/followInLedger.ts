import type * as vscode from 'vscode';
import { pathForPeople } from './files.ts';
import type { LedgerFile } from './ledger.ts';

/**
 * Images that the ledger knows are found under their new name, after files or folders got one: conversations go on,
 * and requests with them as references can be made again.
 */
export async function followInLedger(
  ledger: Pick<LedgerFile, 'read' | 'move'>,
  renames: readonly { readonly from: vscode.Uri; readonly to: vscode.Uri }[],
): Promise<void> {
  const names = new Map(renames.map(({ from, to }) => [from.toString(), to.toString()]));
  const entries = await ledger.read();
  const uris = entries.flatMap(({ file, summary }) => [file.uri, ...summary.sources.map((each) => each.uri)]);
  const moves = [...new Set(uris)].flatMap((from) => {
    const to = renamed(from, names);
    return to === undefined ? [] : [{ from, to, path: pathForPeople(to) }];
  });
  await ledger.move(moves);
}

/** By its own new name, or by that of a folder that it is in. */
function renamed(uri: string, names: ReadonlyMap<string, string>): string | undefined {
  for (let end = uri.length; end > 0; end = uri.lastIndexOf('/', end - 1)) {
    const to = names.get(uri.slice(0, end));
    if (to !== undefined) return to + uri.slice(end);
  }
  return undefined;
}
