const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.75, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const;
const small = { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': true } as const;

export const Wordmark = () => (
  <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" rx="6" fill="var(--ds-background-brand-bold)" />
    <path d="M7 8h10M7 12h10M7 16h6" stroke="var(--ds-icon-inverse)" stroke-width="2" stroke-linecap="round" />
  </svg>
);

export const ChevronIcon = () => <svg {...small} class="chevron"><path d="M4.5 6.5 8 10l3.5-3.5" {...stroke} /></svg>;

export const PageIcon = () => (
  <svg {...small}><path d="M3.75 2.75h5.5l3 3v7.5h-8.5zM9 3v3h3" {...stroke} stroke-width={1.25} /></svg>
);

export const AppIcon = () => (
  <svg {...small}><path d="M2.75 2.75h4v4h-4zM9.25 2.75h4v4h-4zM2.75 9.25h4v4h-4zM9.25 9.25h4v4h-4z" {...stroke} stroke-width={1.25} /></svg>
);

export const CogIcon = () => (
  <svg {...small}>
    <circle cx="8" cy="8" r="2" {...stroke} stroke-width={1.25} />
    <path d="M8 1.75v2M8 12.25v2M1.75 8h2M12.25 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4" {...stroke} stroke-width={1.25} />
  </svg>
);

export const SunIcon = () => (
  <svg {...small} class="sun">
    <circle cx="8" cy="8" r="3" {...stroke} />
    <path d="M8 1v1M8 14v1M1 8h1M14 8h1M3 3l.7.7M12.3 12.3l.7.7M13 3l-.7.7M3.7 12.3 3 13" {...stroke} />
  </svg>
);

export const MoonIcon = () => <svg {...small} class="moon"><path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z" {...stroke} /></svg>;
