import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { placeInFront } from '../commands/doors.ts';
import { lineOfLook, textLineOf } from '../style/describeLook.ts';
import { shownStyles } from '../ui/boxStyles.ts';
import type { Some } from './handlers.ts';

/** What the repository's styles would add to what is on the page. */
export function styleCalls({ styles, selection, promptBox }: App): Some<'styleOf'> {
  const { suggested } = promptBox;
  return {
    async styleOf({ image, ...wish }) {
      if (!vscode.workspace.isTrusted) return {};
      const edited = image === undefined ? undefined : vscode.Uri.parse(image);
      const near = edited && vscode.workspace.getWorkspaceFolder(edited) ? edited : undefined;
      const place = { ...placeInFront({}), near };
      const { house, preset } = await shownStyles(wish, selection.resolve(), { styles, place, suggested });
      return {
        ...(house ? { house: textLineOf(house) } : {}),
        ...(preset ? { preset: lineOfLook(preset) } : {}),
      };
    },
  };
}
