import { freePort } from '../../apps/cli/src/free-port.js';
import { House } from '../bench/support/house.js';
import { tokenOf } from '../bench/support/token.js';
import { agentForAll } from '../support/agent-for-all.js';
import { Shim } from './shim.js';

/** A built Surety with an agent that may use everything of the servers behind it. */
export type GovernedHouse = Readonly<{
  /** Of one server, without prefixes and without a token. */
  endpoint: (server: string) => string;
  /** Gives the endpoint a token that has its whole life before it. */
  renew: (server: string) => Promise<void>;
  close: () => Promise<void>;
}>;

/** @param upstreams addresses (Streamable HTTP) by the name of the server */
export async function openGovernedHouse(upstreams: Readonly<Record<string, string>>): Promise<GovernedHouse> {
  const port = await freePort('127.0.0.1');
  const publicUrl = `http://localhost:${port}`;
  const house = await House.open({ SURETY_PUBLIC_URL: publicUrl, SURETY_ALLOW_PRIVATE_ADDRESSES: 'true' });
  const shim = new Shim(port, Number(new URL(house.url).port));
  const close = async (): Promise<void> => {
    await shim.close();
    await house.close();
  };
  try {
    await shim.open();
    const servers = Object.entries(upstreams).map(([name, url]) => ({ name, transport: 'http' as const, url }));
    const agent = await agentForAll(await house.admin(), publicUrl, servers);
    const path = (server: string): string => `/mcp/${server}`;
    return {
      endpoint: (server) => `${publicUrl}${path(server)}`,
      renew: async (server) => shim.authorize(path(server), await tokenOf(agent, publicUrl, path(server))),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
