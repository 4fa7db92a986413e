// Drops and pastes in a page of the Studio, as they come from outside it: a browser lets no test do them by mouse.

/** Drops files `[{ name, type, bytes }]` on an element. */
export async function dropFiles(locator, files) {
  await locator.evaluate(dropThere, { files: files.map(asPlain), texts: {} });
}

/** Drops addresses as VS Code's Explorer does when Shift is held. */
export async function dropUris(locator, uris) {
  const texts = { 'application/vnd.code.uri-list': uris.join('\r\n'), 'text/uri-list': uris[0], 'text/plain': uris[0] };
  await locator.evaluate(dropThere, { files: [], texts });
}

/** Pastes files, or `texts` by their types, into an element. */
export async function pasteFiles(locator, files, texts = {}) {
  await locator.evaluate(pasteThere, { files: files.map(asPlain), texts });
}

const asPlain = ({ name, type = 'image/png', bytes }) => ({ name, type, bytes: new Uint8Array(bytes) });

/** Runs in the page. */
function dropThere(element, { files, texts }) {
  const transfer = new DataTransfer();
  for (const { name, type, bytes } of files) transfer.items.add(new File([bytes], name, { type }));
  for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
  const { x, y, width, height } = element.getBoundingClientRect();
  for (const name of ['dragenter', 'dragover', 'drop']) {
    element.dispatchEvent(
      new DragEvent(name, {
        bubbles: true,
        cancelable: true,
        composed: true,
        shiftKey: true,
        dataTransfer: transfer,
        clientX: x + width / 2,
        clientY: y + height / 2,
      }),
    );
  }
}

/** Runs in the page. */
function pasteThere(element, { files, texts }) {
  const transfer = new DataTransfer();
  for (const { name, type, bytes } of files) transfer.items.add(new File([bytes], name, { type }));
  for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
  element.dispatchEvent(
    new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData: transfer }),
  );
}
