/** `npm run faults` takes as long as each fault takes in life; `npm test` shortens what is only waiting. */
export const isLong = process.env.FAULTS === 'long';
