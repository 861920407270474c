import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Step, given, holds } from '../stage.js';
import { WebClient } from '../web-client.js';

export const audit: Step = {
  name: 'audit',
  title: 'Audit: the report that names the human behind every call, verified offline',
  async play(stage) {
    const admin = given(stage, 'admin');
    const { grace, ada } = given(stage, 'people');
    await admin.post(`/api/v1/people/${grace.id}/roles`, { role: 'auditor', reason: 'audits the demo' });
    const { link } = await admin.post<{ link: string }>(`/api/v1/people/${grace.id}/sign-in-links`);
    const auditor = await WebClient.signIn(link);

    const file = (name: string): string => path.join(stage.scratch, name);
    for (const format of ['csv', 'ndjson'] as const) {
      const report = await auditor.download(`/api/v1/reports/tool-calls?format=${format}`);
      writeFileSync(file(`tool-calls.${format}`), report);
    }
    const rows = readFileSync(file('tool-calls.ndjson'), 'utf8').trim().split('\n');
    const named = rows.map((row) => JSON.parse(row) as { owner: string; decision: string });
    holds(
      named.every(({ owner }) => owner === ada.id),
      'every call names the person who answers for it',
    );
    const pack = await auditor.download('/api/v1/reports/evidence-pack');
    writeFileSync(file('evidence.zip'), pack);
    const { vkey } = await auditor.get<{ vkey: string }>('/api/v1/ledger/key');
    writeFileSync(file('log.vkey'), `${vkey}\n`);

    const good = await stage.surety('verify', file('evidence.zip'), '--key', file('log.vkey'));
    holds(good.code === 0, `the pack holds: ${good.output}`);
    const broken = Uint8Array.from(pack);
    const at = Math.floor(broken.length / 2);
    broken[at] = (broken[at] ?? 0) ^ 1;
    writeFileSync(file('broken.zip'), broken);
    const bad = await stage.surety('verify', file('broken.zip'), '--key', file('log.vkey'));
    holds(bad.code !== 0, 'one changed byte is found');
    const named1 = bad.output.split('\n').find((line) => line.startsWith('FAIL')) ?? bad.output;
    return [
      `Grace, as auditor, exported ${rows.length} calls as CSV and NDJSON; ${named.filter(({ decision }) => decision !== 'allow').length} of them were refused.`,
      `surety verify evidence.zip --key log.vkey → exit ${good.code}`,
      ...good.output
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      `One bit of byte ${at} changed: exit ${bad.code}`,
      `  ${named1}`,
    ];
  },
};
