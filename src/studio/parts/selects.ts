/**
 * Gives each list the value in its `data-value`. To be called once the options are drawn: a list refuses a value whose
 * option is not there yet, and what a person chose in it outweighs the `selected` of its options.
 */
export function syncSelects(root: ParentNode): void {
  for (const select of root.querySelectorAll<HTMLSelectElement>('select[data-value]')) {
    select.value = select.dataset['value'] ?? '';
  }
}
