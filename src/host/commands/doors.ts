import { asEaselError } from '../../core/failures.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { App } from '../app.ts';
import { askPrompt } from '../ui/promptBox.ts';
import { showError } from '../ui/messages.ts';

/**
 * Runs a command that a person started: what goes wrong is shown to them with the buttons that help, and the command
 * itself does not reject, or VS Code would show it a second time.
 */
export async function fromUi<T>(app: App, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    logError(app, error);
    showError(asEaselError(error));
    return undefined;
  }
}

/** Writes an error to the log: its code and text, and the stack of what is a mistake of ours. */
export function logError(app: App, error: unknown): void {
  const known = asEaselError(error);
  app.log.warn(known.message);
  const { cause } = known;
  if (cause instanceof Error) app.log.debug(`${cause.name}: ${cause.message}\n${cause.stack ?? ''}`);
}

interface Box {
  readonly title: string;
  readonly placeholder: string;
  readonly action: string;
}

/**
 * Asks for what the options leave open and goes on with it. When the job fails over its prompt, the message offers the
 * box again with everything as it was typed.
 */
export async function withPrompt<T>(
  app: App,
  box: Box,
  options: ImageOptions,
  work: (filled: ImageOptions) => Promise<T>,
): Promise<T | undefined> {
  const chosen = app.selection.resolve(options.provider, options.model);
  const shape = {
    ...app.selection.shapeOf(chosen.model),
    ...(options.aspectRatio === undefined ? {} : { aspectRatio: options.aspectRatio }),
    ...(options.resolution === undefined ? {} : { resolution: options.resolution }),
  };
  const prompted = await askPrompt({ ...box, value: options.prompt, chosen, shape }, app.promptBox);
  if (!prompted) return undefined;
  const filled: ImageOptions = {
    ...options,
    prompt: prompted.prompt,
    provider: prompted.chosen.service.id,
    model: prompted.chosen.model.id,
    ...(options.size === undefined ? prompted.shape : {}),
  };
  try {
    return await work(filled);
  } catch (error) {
    logError(app, error);
    showError(asEaselError(error), {
      retry: () => fromUi(app, () => withPrompt(app, box, filled, work)),
    });
    return undefined;
  }
}
