import { expect, it } from 'vitest';
import { changesId, marksIn, marksOf } from './marks.js';

const shown = (over: object = {}) => ({
  kind: 'tool',
  serverName: 'files',
  toolName: 'read',
  definitionHash: 'h',
  ...over,
});
const more = shown({ toolName: 'write' });

it('tells apart what a caller sees, and nothing else [mcp.changes]', () => {
  const before = marksOf([shown(), more], null);
  expect(marksOf([more, shown()], null)).toEqual(before);
  expect(marksOf([shown(), more, shown({ serverName: 'mail' })], 'files')).toEqual(before);
  expect(marksOf([shown()], null)).toEqual({ ...before, tools: expect.not.stringMatching(before.tools) as string });
  const redefined = marksOf([shown({ definitionHash: 'g' }), more], null);
  expect(redefined.tools).not.toBe(before.tools);
  const template = marksOf([shown(), more, shown({ kind: 'resource_template' })], null);
  expect([template.tools, template.resources === before.resources]).toEqual([before.tools, false]);
});

it('comes back as it was from an event id [mcp.changes.resumed]', () => {
  const marks = marksOf([shown()], null);
  expect(marksIn(changesId(marks))).toEqual(marks);
  expect(marksIn('s.x.y..1')).toBeNull();
});
