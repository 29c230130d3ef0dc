/** Lets callers through as fast as `consume` allows; where several wait, each of them in turn, however much one of them wants. */
export interface Turnstile {
  /** 0 once it is the caller's turn, or after how many milliseconds to come again, where that would be too late or `signal` aborts. */
  pass(key: string, who: string, patienceMs: number, signal: AbortSignal): Promise<number>;
}

/** 0 and one is taken, or in how many milliseconds the next may be. */
export type Consume = (key: string) => Promise<number>;

interface Waiter {
  readonly until: number;
  settle(comeAgainMs: number): void;
}

/** Those who wait for one key, by who they are; the first of the map is next. */
type Line = Map<string, Waiter[]>;

const SOONEST_MS = 1_000;

export function createTurnstile(consume: Consume): Turnstile {
  const lines = new Map<string, Line>();

  async function serve(key: string, line: Line): Promise<void> {
    while (line.size > 0) {
      const waitMs = await consume(key);
      if (waitMs > 0) {
        sendAwayLate(line, waitMs);
        if (line.size > 0) await pause(waitMs);
      } else takeNext(line)?.settle(0);
    }
    lines.delete(key);
  }

  return {
    pass(key, who, patienceMs, signal) {
      return new Promise((resolve) => {
        const line = lines.get(key) ?? new Map<string, Waiter[]>();
        const leave = () => {
          remove(line, who, waiter);
          waiter.settle(SOONEST_MS);
        };
        const timer = setTimeout(leave, patienceMs);
        const waiter: Waiter = {
          until: Date.now() + patienceMs,
          settle(comeAgainMs) {
            clearTimeout(timer);
            signal.removeEventListener('abort', leave);
            resolve(comeAgainMs);
          },
        };
        signal.addEventListener('abort', leave, { once: true });
        line.set(who, [...(line.get(who) ?? []), waiter]);
        if (lines.has(key)) return;
        lines.set(key, line);
        void serve(key, line);
      });
    },
  };
}

/** Whoever was served goes to the end of the line with the rest of their wants. */
function takeNext(line: Line): Waiter | undefined {
  const [who, waiters] = line.entries().next().value ?? [];
  if (who === undefined || !waiters) return undefined;
  const [waiter, ...rest] = waiters;
  line.delete(who);
  if (rest.length > 0) line.set(who, rest);
  return waiter;
}

function remove(line: Line, who: string, waiter: Waiter): void {
  const rest = (line.get(who) ?? []).filter((other) => other !== waiter);
  if (rest.length > 0) line.set(who, rest);
  else line.delete(who);
}

function sendAwayLate(line: Line, waitMs: number): void {
  for (const [who, waiters] of [...line]) {
    for (const waiter of waiters.filter(({ until }) => until < Date.now() + waitMs)) {
      remove(line, who, waiter);
      waiter.settle(Math.max(waitMs, SOONEST_MS));
    }
  }
}

/** Keeps no process alive: whoever waits has a timer of their own. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds).unref());
}
