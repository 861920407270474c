import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * The fixture as a program that any Node.js runs, for the transport over pipes.
 * @param eras `modern` refuses the handshake
 */
export function fixtureProgram(eras: 'dual' | 'modern') {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const home = mkdtempSync(path.join(tmpdir(), 'surety-fixture-'));
  symlinkSync(path.resolve('node_modules'), path.join(home, 'node_modules'));
  writeFileSync(path.join(home, 'package.json'), '{"type":"module"}');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  for (const file of readdirSync(here).filter((name) => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(path.join(here, file), 'utf8'), { compilerOptions });
    writeFileSync(path.join(home, file.replace(/ts$/, 'js')), outputText);
  }
  return {
    program: process.execPath,
    args: [path.join(home, 'stdio.js'), eras],
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
