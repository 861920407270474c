const form = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a text has the form of our ids; PostgreSQL answers anything else with an error instead of nothing. */
export const isId = (text: string): boolean => form.test(text);
