import path from 'node:path';
import { type Step, given, holds } from '../stage.js';

type Tool = { id: string; name: string; risk: string };

export const profile: Step = {
  name: 'profile',
  title: 'Access profile: three tools of two MCP servers, assigned to an IdP group',
  async play(stage) {
    const admin = given(stage, 'admin');
    const filesServer = path.join('@modelcontextprotocol', 'server-filesystem', 'dist', 'index.js');
    const servers = [
      {
        name: 'files',
        transport: 'stdio',
        command: { program: process.execPath, args: [path.resolve('node_modules', filesServer), stage.files] },
      },
      { name: 'calculator', transport: 'http', url: stage.calculatorUrl },
    ];
    const tools = new Map<string, Tool>();
    for (const server of servers) {
      const { id } = await admin.post<{ id: string }>('/api/v1/servers', server);
      for (const tool of await admin.post<Tool[]>(`/api/v1/servers/${id}/sync`)) {
        tools.set(`${server.name}__${tool.name}`, tool);
      }
    }
    stage.tools = Object.fromEntries([...tools].map(([name, { id }]) => [name, id]));
    holds(tools.get('files__list_directory')?.risk === 'read', 'list_directory is classed as reading');
    holds(tools.get('files__write_file')?.risk === 'destructive', 'write_file is classed as destructive');

    const { id } = await admin.post<{ id: string }>('/api/v1/profiles', { name: 'Finance assistant' });
    const grants = [
      { tool: 'files__list_directory', condition: null },
      { tool: 'calculator__get-sum', condition: { arg: 'a', op: 'lte', value: 1000 } },
      { tool: 'files__write_file', condition: null },
    ];
    for (const { tool, condition } of grants) {
      const toolId = given(stage, 'tools')[tool];
      await admin.post(`/api/v1/profiles/${id}/grants`, { toolId, effect: 'allow', condition });
    }
    await admin.post(`/api/v1/profiles/${id}/assignments`, { groupId: given(stage, 'groups').finance });
    return [
      `Servers: files over stdio, calculator over Streamable HTTP; ${tools.size} tools read and pinned.`,
      'Profile "Finance assistant": files__list_directory (read), calculator__get-sum if a ≤ 1000,',
      'files__write_file (destructive: an agent that has it needs a deputy). Assigned to the group Finance.',
    ];
  },
};
