import type { Transaction } from 'sequelize';
import { z } from 'zod';

/** What a job is about: ids, never a secret and nothing of a person. */
export type JobData = Readonly<Record<string, string>>;

export const StoredData = z.record(z.string(), z.string());

/** A job that this process has taken. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly data: JobData;
  /** How often it has been begun, this time included. */
  readonly tries: number;
}

export interface SendOptions {
  /** The job is there if this commits, and not before. */
  readonly transaction?: Transaction;
  readonly startAfterSeconds?: number;
  /** Nothing is added while another of the kind with the same key waits to be begun for the first time. */
  readonly onlyOnceKey?: string;
}

/** How many jobs of a kind there are. */
export interface Depth {
  /** Those that wait for another try included. */
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
}

/** A job that has failed for the last time. */
export interface DeadJob {
  readonly id: string;
  readonly kind: string;
  readonly data: JobData;
  readonly tries: number;
  /** What the last try failed with, without secrets. */
  readonly error: string;
  readonly since: Date;
}

/** What a job rejects with that can't be done now through no fault of its own: it is begun again after so many seconds, and no try of it is spent. */
export class NotNow extends Error {
  constructor(readonly seconds: number) {
    super(`not now, but in ${seconds} s`);
    this.name = 'NotNow';
  }
}

/** Where jobs are kept, for all processes of the installation. Moments are the database's own: clocks of processes may differ. */
export interface Jobs {
  /** Makes what is needed in the database where it is missing. Cheap once it has succeeded; any number of processes may call it at once. */
  prepare(): Promise<void>;
  add(kind: string, data: JobData, options: SendOptions): Promise<void>;
  /** Adds the job of a recurring kind for the span that it is now, unless that was done or one waits anyway. */
  addTurn(kind: string): Promise<void>;
  /** Kinds of which something is to be begun now. */
  due(): Promise<readonly string[]>;
  /** Takes some that are due: nobody else gets them before their time limit is over. */
  take(kind: string, most: number): Promise<readonly Job[]>;
  done(job: Job): Promise<void>;
  /** Puts it back as if it had not been begun, behind those that have not. */
  giveBack(job: Job, seconds: number): Promise<void>;
  /** Puts it back for another try later, or among the dead ones. */
  failed(job: Job, error: string): Promise<void>;
  /** Treats as failed what was not ended within its time limit, and forgets what was long over. */
  tidy(): Promise<void>;
  depths(): Promise<Readonly<Record<string, Depth>>>;
  /** The dead ones that there are, oldest first, a thousand at most. */
  dead(): Promise<readonly DeadJob[]>;
  /** Gives a dead job, or all, all its tries again; resolves to how many there were. */
  replay(id: string): Promise<number>;
}

/** A process that does a job past its time limit is told to end, and has so long before another one begins. */
export const GRACE_SECONDS = 15;
/** What a job is told to have failed with where nobody has said. */
export const GONE = 'it took longer than it may, or its process has ended';
export const MOST_DEAD_SHOWN = 1_000;
