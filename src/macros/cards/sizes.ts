const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `2.4 KB`, in steps of 1024. */
export function wordsForSize(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return step === 0 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[step] ?? ''}`;
}
