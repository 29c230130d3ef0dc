import { NoAnswerError } from './deadline.js';

/** Room for so many pieces of work at once; the others queue. */
export interface Room {
  /** A queue that moves is waited in; where nobody has left for a while, who waits gets a NoAnswerError. */
  enter<T>(work: () => Promise<T>): Promise<T>;
  /** How many queue now. */
  waiting(): number;
}

/** Rooms for those of one name each, made when the first comes and gone with the last. */
export function createRooms(most: number, patienceMs: number): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const rooms = new Map<string, { readonly room: Room; inside: number }>();
  return async (name, work) => {
    const one = rooms.get(name) ?? { room: createRoom(most, patienceMs), inside: 0 };
    rooms.set(name, one);
    one.inside += 1;
    try {
      return await one.room.enter(work);
    } finally {
      one.inside -= 1;
      if (one.inside === 0) rooms.delete(name);
    }
  };
}

export function createRoom(most: number, patienceMs: number): Room {
  const queue: (() => void)[] = [];
  let free = most;
  let movedAt = 0;

  function queueUp(): Promise<void> {
    const since = performance.now();
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const look = () => {
        const left = Math.max(since, movedAt) + patienceMs - performance.now();
        if (left > 0) return void (timer = setTimeout(look, left));
        queue.splice(queue.indexOf(enter), 1);
        reject(new NoAnswerError(patienceMs));
      };
      let timer = setTimeout(look, patienceMs);
      queue.push(enter);
    });
  }

  function leave(): void {
    movedAt = performance.now();
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }

  return {
    waiting: () => queue.length,
    async enter(work) {
      if (free > 0) free -= 1;
      else await queueUp();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
