/** The licences of everything that ships inside the bundles, as one text. */
import fs from 'node:fs';
import path from 'node:path';

/** @throws Error when a package has neither a licence file nor a licence field. */
export function thirdPartyNotices(modules: string, packages: readonly string[]): string {
  const parts = packages.map((name) => {
    const folder = path.join(modules, name);
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (!file && !manifest.license) throw new Error(`${name} names no licence`);
    const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : '';
    const head = `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`;
    return `${head}\n${'='.repeat(head.length)}\n${text}\n`;
  });
  return `Lookalike contains the following software of others.\n\n${parts.join('\n\n')}`;
}
