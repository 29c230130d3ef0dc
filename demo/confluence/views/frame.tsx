import type { FrameView, MacroView } from '../frames.js';

/** The place that the site's script fills with an iframe. */
export function Frame({ frame }: { frame: FrameView }) {
  const attributes = { 'data-frame': JSON.stringify(frame), style: `width:${frame.width};height:${frame.height}` };
  return frame.inline ? <span class="frame frame-inline" {...attributes} /> : <div class="frame frame-block" {...attributes} />;
}

export function Macro({ view }: { view: MacroView }) {
  if (view.frame) return <Frame frame={view.frame} />;
  return <span class="unknown-macro">Unknown macro: {view.use.macro}</span>;
}
