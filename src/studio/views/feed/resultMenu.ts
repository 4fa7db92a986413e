import type { MenuItem } from '../../parts/menu.ts';
import type { ResultAction } from '../../resultActions.ts';

/** Actions as a menu shows them, a line between one group and the next. */
export function menuItems(
  actions: readonly ResultAction[],
  perform: (action: ResultAction) => void,
): readonly MenuItem[] {
  return actions.map((action, index) => {
    const before = actions[index - 1];
    return {
      label: action.title,
      icon: action.icon,
      ...(action.key === undefined ? {} : { detail: action.key }),
      startsGroup: before !== undefined && before.group !== action.group,
      run: () => perform(action),
    };
  });
}
