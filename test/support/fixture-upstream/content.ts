/** The smallest PNG picture: one pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
/** The smallest WAV sound: a header and no samples. */
export const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';

export const text = (said: string) => ({ type: 'text' as const, text: said });
export const picture = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
export const said = (words: string) => ({ content: [text(words)] });
