/** Version of the product, as `package.json` has it; a test compares the two. */
export const productVersion = '0.5.0';
