/** What the HTML of a page is made of. */
export interface PageParts {
  /** The source that the page's own files and the images that the host names come from, as a policy names it. */
  readonly cspSource: string;
  /** Unguessable, and another one each time. */
  readonly nonce: string;
  /** Address of a file of the page. */
  readonly at: (name: string) => string;
  /** As `vscode.env.language`. */
  readonly language: string;
  /** Translations by their English text. */
  readonly bundle: Readonly<Record<string, unknown>>;
}

/**
 * The HTML of a page. Nothing may be loaded but the page's own code and styles, and images that the host names; nothing
 * may be fetched, framed, evaluated or sent away in a form.
 */
export function pageHtml({ cspSource, nonce, at, language, bundle }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${cspSource} blob:`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  // `<` would end the element that the texts stand in.
  const texts = JSON.stringify(bundle).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${escaped(at('styles.css'))}">
<link rel="stylesheet" href="${escaped(at('codicon.css'))}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<title>Easel</title>
</head>
<body>
<script type="application/json" id="l10n" nonce="${nonce}">${texts}</script>
<script type="module" src="${escaped(at('main.js'))}" nonce="${nonce}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
