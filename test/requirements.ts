/** What the product promises. A test cites an id in its title; test/requirements.spec.ts finds the gaps. */
export const requirements: Readonly<Record<string, string>> = {
  // settings
  'config.names-variable': 'A wrong setting stops the start with a sentence that names the variable.',
  'config.unknown-variable': 'A variable that looks like ours but is not known stops the start.',
  'config.masks-secrets': 'No secret is ever printed with the settings.',
};
