import type { VNode } from 'preact';

const circle = (x: number, y: number, r: number) => `M${x} ${y - r}a${r} ${r} 0 1 0 0 ${2 * r} ${r} ${r} 0 0 0 0-${2 * r}z`;
const RING = circle(8, 8, 5.75);

/** Line drawings on a grid of 16, in the colour of the text around them. A zero-length stroke is a dot. */
const DRAWINGS = {
  issue: RING + circle(8, 8, 1),
  task: 'M5 2.5h6A2.5 2.5 0 0 1 13.5 5v6a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 11V5A2.5 2.5 0 0 1 5 2.5zM5.5 8.25l1.75 1.75L10.75 6',
  incident: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.25h.01',
  merge: `${circle(4.25, 3.75, 1.5)}${circle(4.25, 12.25, 1.5)}${circle(11.75, 9.25, 1.5)}M4.25 5.25v5.5M4.25 5.5c.25 2.5 2.5 3.75 6 3.75`,
  branch: `${circle(4.25, 3.75, 1.5)}${circle(4.25, 12.25, 1.5)}${circle(11.75, 4.75, 1.5)}M4.25 5.25v5.5M11.75 6.25c0 2.5-3.5 3-6.5 4.75`,
  file: 'M9 2H4.75A1.25 1.25 0 0 0 3.5 3.25v9.5A1.25 1.25 0 0 0 4.75 14h6.5a1.25 1.25 0 0 0 1.25-1.25V5.5zM9 2v3.5h3.5',
  added: 'M8 3.5v9M3.5 8h9',
  deleted: 'M3.5 8h9',
  folder: 'M2.25 4.25c0-.5.5-1 1-1h3l1.5 1.75h5c.5 0 1 .5 1 1v6c0 .5-.5 1-1 1h-9.5c-.5 0-1-.5-1-1z',
  commit: `${circle(8, 8, 2.5)}M1.75 8H5.5M10.5 8h3.75`,
  tag: `M2.5 3.25v4.5l6 6 5-5-6-6h-4.5c-.25 0-.5.25-.5.5z${circle(5.5, 5.75, 0.5)}`,
  compare: `${circle(4, 12, 1.5)}${circle(12, 4, 1.5)}M4 10.5V5.25c0-.75.5-1.25 1.25-1.25H8M6.25 2.25L8 4 6.25 5.75M12 5.5v5.25c0 .75-.5 1.25-1.25 1.25H8M9.75 13.75L8 12l1.75-1.75`,
  snippet: 'M5.75 4.5L2 8l3.75 3.5M10.25 4.5L14 8l-3.75 3.5',
  book: 'M8 4c-1.25-1-3.25-1.25-5.75-1.25v9.5c2.5 0 4.5.25 5.75 1.25 1.25-1 3.25-1.25 5.75-1.25v-9.5C11.25 2.75 9.25 3 8 4zM8 4v9.5',
  release: 'M8 1.75c2.5 1.75 3.5 4 3.5 6.25l-1.25 3h-4.5L4.5 8c0-2.25 1-4.5 3.5-6.25zM8 6.5h.01M4.5 8l-2 3.25 3.25-.25M11.5 8l2 3.25-3.25-.25M8 11v3',
  group: `${circle(5.5, 5.25, 2)}${circle(11.25, 6.25, 1.5)}M1.75 12.75c.25-2.25 1.5-3.5 3.75-3.5s3.5 1.25 3.75 3.5M10.5 9.75c2-.25 3.5.75 3.75 2.75`,
  person: `${circle(8, 5.25, 2.5)}M3 13.5c.25-2.75 2-4.25 5-4.25s4.75 1.5 5 4.25`,
  pipeline: `${circle(3.5, 8, 1.75)}${circle(12.5, 4, 1.75)}${circle(12.5, 12, 1.75)}M5.25 8h1.5C8.5 8 7.75 4 10.75 4M6.75 8c1.75 0 1 4 4 4`,
  job: 'M2.5 3.5h11v9h-11zM5 6.25L6.75 8 5 9.75M8.5 10h2.5',
  environment: 'M8 1.75l5.75 2.75L8 7.25 2.25 4.5zM2.25 8L8 10.75 13.75 8M2.25 11.5L8 14.25l5.75-2.75',
  milestone: 'M4 14V2M4 3h7.5L10 5.5 11.5 8H4',
  iteration: 'M12.75 6.5A5 5 0 0 0 3.5 6M3.25 9.5a5 5 0 0 0 9.25.5M12.75 3.25V6.5H9.5M3.25 12.75V9.5H6.5',
  epic: 'M2.75 5.5L8 2.75l5.25 2.75L8 8.25zM2.75 8.25L8 11l5.25-2.75M2.75 11L8 13.75 13.25 11',
  project: 'M8 1.75l5.75 3v6.5L8 14.25l-5.75-3v-6.5zM2.5 5L8 8l5.5-3M8 8v6',
  open: RING,
  check: `${RING}M5.5 8.25l1.75 1.75L10.5 6.25`,
  cross: `${RING}M6 6l4 4M10 6l-4 4`,
  running: `${RING}M8 4.75V8l2.25 1.5`,
  paused: `${RING}M6.5 6v4M9.5 6v4`,
  skipped: `${RING}M5.5 8h5`,
  draft: 'M10.75 2.75l2.5 2.5L6 12.5l-3.25.75L3.5 10zM9 4.5L11.5 7',
  eyeOff: 'M2 8c1.5-2.75 3.5-4 6-4s4.5 1.25 6 4c-1.5 2.75-3.5 4-6 4S3.5 10.75 2 8zM2.75 13.25l10.5-10.5',
  lock: 'M4.25 7h7.5c.5 0 .75.25.75.75v5c0 .5-.25.75-.75.75h-7.5c-.5 0-.75-.25-.75-.75v-5c0-.5.25-.75.75-.75zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  shield: 'M8 2l5 1.75v4c0 3-2 5.25-5 6.25-3-1-5-3.25-5-6.25v-4z',
  globe: `${RING}M2.25 8h11.5M8 2.25c-3.5 3.5-3.5 8 0 11.5 3.5-3.5 3.5-8 0-11.5z`,
  archive: 'M2.5 3h11v3h-11zM3.5 6v6.25c0 .5.25.75.75.75h7.5c.5 0 .75-.25.75-.75V6M6.5 8.75h3',
  star: 'M8 2l1.8 3.75 4.1.55-3 2.85.75 4.1L8 11.25l-3.65 2 .75-4.1-3-2.85 4.1-.55z',
  fork: `${circle(4.25, 3.75, 1.5)}${circle(11.75, 3.75, 1.5)}${circle(8, 12.25, 1.5)}M4.25 5.25c0 2 1.25 2.5 3.75 3.25 2.5-.75 3.75-1.25 3.75-3.25M8 8.5v2.25`,
  comment: 'M3.75 2.75h8.5c.75 0 1.25.5 1.25 1.25v5.5c0 .75-.5 1.25-1.25 1.25H7.5l-3 2.75v-2.75h-.75c-.75 0-1.25-.5-1.25-1.25V4c0-.75.5-1.25 1.25-1.25z',
  thumb: 'M2.5 7.25H5v6H2.5zM5 7.5l2.75-5c1 0 1.5.75 1.25 1.75L8.5 6.5h3.75c1 0 1.5.75 1.25 1.75l-1 4c-.25.75-.5 1-1.25 1H5',
  tasks: 'M2.5 4.25l1 1 1.75-2M2.5 10.75l1 1 1.75-2M8 4.5h5.5M8 11h5.5',
  calendar: 'M3.5 3.5h9c.5 0 .75.25.75.75v8.5c0 .5-.25.75-.75.75h-9c-.5 0-.75-.25-.75-.75v-8.5c0-.5.25-.75.75-.75zM2.75 6.5h10.5M5.5 2v2.5M10.5 2v2.5',
  link: 'M6.75 9.25l2.5-2.5M7.25 4.75l1.5-1.5a2.83 2.83 0 0 1 4 4l-1.5 1.5M8.75 11.25l-1.5 1.5a2.83 2.83 0 0 1-4-4l1.5-1.5',
  retry: 'M13 4v3.25H9.75M12.75 7A5 5 0 1 0 13 9',
  up: 'M8 12.75V3.5M4.25 7.25L8 3.5l3.75 3.75',
  down: 'M8 3.25v9.25M4.25 8.75L8 12.5l3.75-3.75',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
} as const;

export type IconName = keyof typeof DRAWINGS;

/** Decoration beside words: hidden from screen readers unless it stands alone and `label` says what it means. */
export function Icon({ name, label }: { name: IconName; label?: string }): VNode {
  const voice = label === undefined ? { 'aria-hidden': 'true' as const } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" focusable="false" {...voice}>
      <path d={DRAWINGS[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
