/** The database did not answer in time. */
export class NoAnswerError extends Error {
  constructor(milliseconds: number) {
    super(`the database did not answer within ${milliseconds} ms`);
    this.name = 'NoAnswerError';
  }
}

/**
 * What `asked` resolves to, or a NoAnswerError after so many milliseconds; what was asked goes on, and nobody waits for it. An
 * answer that has come while this process was busy is an answer: it is read before the time is called over.
 */
export function within<T>(milliseconds: number, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new NoAnswerError(milliseconds))), milliseconds);
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
