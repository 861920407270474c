import { useCallback } from 'react';
import { api } from '../api/client.js';
import { useLoaded } from '../shell/use-loaded.js';
import { shortId } from './short-id.js';

export type ServerName = (id: string) => string;

/** What servers are called, which patterns name by their ids; an id until that is known. */
export function useServerName(): ServerName {
  const { value } = useLoaded(useCallback(() => api.servers(), []));
  return (id) => value?.find((server) => server.id === id)?.name ?? `server ${shortId(id)}`;
}
