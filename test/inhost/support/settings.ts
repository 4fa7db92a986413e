// Changes settings and puts them back.
import * as vscode from 'vscode';

type Settings = Readonly<Record<string, unknown>>;

/** Sets the user's own values, names without "easel."; `undefined` takes one back. */
export async function setUser(settings: Settings): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('easel');
  for (const [name, value] of Object.entries(settings)) {
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** Does something under other settings of the user's. */
export async function withUser<T>(settings: Settings, work: () => Promise<T>): Promise<T> {
  const configuration = vscode.workspace.getConfiguration('easel');
  const before = Object.fromEntries(
    Object.keys(settings).map((name) => [name, configuration.inspect(name)?.globalValue]),
  );
  await setUser(settings);
  try {
    return await work();
  } finally {
    await setUser(before);
  }
}
