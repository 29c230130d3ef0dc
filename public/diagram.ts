/** The script of the page that draws one diagram. It is told the source by the page around it, and answers how high the drawing is. */

interface Mermaid {
  initialize(config: object): void;
  render(id: string, source: string): Promise<{ readonly svg: string }>;
}

interface Drawable {
  readonly source: string;
  readonly dark: boolean;
}

declare const mermaid: Mermaid;

function tellParent(message: object): void {
  // This page has no origin to speak of, and says nothing that somebody else must not know.
  parent.postMessage(message, '*');
}

function isDrawable(data: unknown): data is Drawable {
  return typeof data === 'object' && data !== null && 'source' in data && typeof data.source === 'string' && 'dark' in data;
}

async function draw({ source, dark }: Drawable): Promise<void> {
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    maxTextSize: 20_000,
    maxEdges: 300,
    theme: dark ? 'dark' : 'default',
    fontFamily: 'system-ui, sans-serif',
  });
  try {
    const { svg } = await mermaid.render('drawing', source);
    const box = document.createElement('div');
    box.style.cssText = 'overflow:hidden;text-align:center';
    box.innerHTML = svg;
    document.body.style.margin = '0';
    document.body.replaceChildren(box);
    new ResizeObserver(() => tellParent({ diagram: 'drawn', height: Math.ceil(box.getBoundingClientRect().height) })).observe(box);
  } catch {
    tellParent({ diagram: 'failed' });
  }
}

addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source === parent && isDrawable(data)) void draw(data);
});
tellParent({ diagram: 'ready' });
