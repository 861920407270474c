import fs from 'node:fs';
import path from 'node:path';

/** Replaces `file` at once and for good: after a power cut it holds the old text or the new one. Mode 0600. */
export function writeDurably(file: string, text: string): void {
  const part = `${file}.part`;
  const handle = fs.openSync(part, 'w', 0o600);
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  renameDurably(part, file);
}

export function renameDurably(from: string, to: string): void {
  fs.renameSync(from, to);
  const directory = fs.openSync(path.dirname(to), 'r');
  try {
    fs.fsyncSync(directory);
  } finally {
    fs.closeSync(directory);
  }
}
