/** The page of the calibration panel: a strict content policy, one script, one style, the translations as data. */
import * as vscode from 'vscode';
import { TEXTS_ELEMENT } from '../../webview/calibration/messages.ts';

/** Nothing is loaded but our own script and style, by a number used once; pictures are those the page draws itself. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
  ].join('; ');
  // A script element ends at the first `</script`, wherever it stands.
  const texts = JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${vscode.l10n.t('Calibration')}</title>
<link rel="stylesheet" nonce="${nonce}" href="${file('calibrationStyle.css')}">
<script type="application/json" id="${TEXTS_ELEMENT}">${texts}</script>
<script type="module" nonce="${nonce}" src="${file('calibration.js')}"></script>
</head>
<body></body>
</html>`;
}
