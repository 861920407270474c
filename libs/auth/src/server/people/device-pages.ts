import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

function page(ctx: KoaContextWithOIDC, title: string, body: string): void {
  ctx.type = 'html';
  ctx.body = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Surety</title></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;
}

/** Plain pages for a person who has a code from a device; they work without scripts and without styles. */
export const devicePages: Pick<DeviceFlow, 'userCodeInputSource' | 'userCodeConfirmSource' | 'successSource'> = {
  userCodeInputSource: (ctx, form, _out, error) => {
    const wrong = error ? '<p role="alert">This code cannot be used. Look at your device and type it again.</p>' : '';
    const asked = `<p>Type the code that your device shows.</p>${form}`;
    page(ctx, 'Connect a device', `${wrong}${asked}<button type="submit" form="op.deviceInputForm">Continue</button>`);
  },
  userCodeConfirmSource: (ctx, form, client, _deviceInfo, userCode) => {
    const name = safe(client.clientName ?? client.clientId);
    const body = `<p><strong>${name}</strong> asks for access from a device that shows this code:</p>
<p><code>${safe(userCode)}</code></p>
<p>Go on only if the device is in front of you and you started this yourself. Nobody from support ever asks for it.</p>
${form}<button type="submit" form="op.deviceConfirmForm">Continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Stop</button>`;
    page(ctx, 'Is this your device?', body);
  },
  successSource: (ctx) => page(ctx, 'Device connected', '<p>You can close this page and go back to your device.</p>'),
};
