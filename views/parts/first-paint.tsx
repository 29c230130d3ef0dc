import type { VNode } from 'preact';

/** Before anything is drawn: the colours that this browser had last, until Confluence says which it has. */
const COLOR_MODE = `try{const m=localStorage.getItem('gitlab-for-confluence.color-mode');if(m==='light'||m==='dark')document.documentElement.dataset.colorMode=m}catch{}`;

/**
 * Of all our frames on a page, the first that invites to connect does so fully and the others shortly. A frame that invites
 * fully marks its window, which its siblings can read (they have our origin; windows of other origins throw).
 */
const INVITATION = `{const share=()=>{const root=document.documentElement;delete root.dataset.invite;window.gitlabInvites=false;
if(!document.querySelector('main:is([data-outcome=connect],[data-outcome=reconnect]) .link-panel.full'))return;
for(let i=0;i<parent.frames.length;i++){try{const other=parent.frames[i];if(other!==window&&other.gitlabInvites){root.dataset.invite='short';return}}catch{}}
window.gitlabInvites=true};share();document.addEventListener('gitlab:content',share)}`;

/**
 * Loads Atlassian's bridge, named by the link with its options, when there is nothing better to do: it takes longer to run than
 * all the rest of a frame, and the frames of a page share one thread. A timer that is late tells that others still draw; after
 * 5 s that counts no more. `public/bridge.ts` hears when it is there.
 */
const BRIDGE = `{const {href,dataset}=document.querySelector('link[data-options]');const load=()=>{const script=document.createElement('script');script.src=href;
script.dataset.options=dataset.options;script.onload=()=>document.dispatchEvent(new Event('gitlab:bridge'));document.head.append(script)};
const wait=()=>{const due=performance.now()+50;setTimeout(()=>{const now=performance.now();now-due>20&&now<5000?wait():self.requestIdleCallback?requestIdleCallback(load,{timeout:1000}):load()},50)};wait()}`;

/**
 * Where content follows a skeleton in the same answer: names the document anew, takes the skeleton away (which the style hides
 * already), and has a screen reader say so once its page had time to notice the line that says it.
 */
const ARRIVAL = `{const {title,said}=document.currentScript.dataset;document.title=title;document.querySelector('.skeleton')?.remove();
setTimeout(()=>{const line=document.querySelector('[data-announce]');if(line&&!line.textContent)line.textContent=said},500)}`;

interface Nonced {
  readonly nonce: string;
}

export function ColorModeScript({ nonce }: Nonced): VNode {
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: COLOR_MODE }} />;
}

/** Stands behind the content, which is drawn before. */
export function BridgeScript({ nonce }: Nonced): VNode {
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: BRIDGE }} />;
}

/** Stands behind the content, so that it decides before the content is drawn; `public/frame.ts` asks again by the event. */
export function InvitationScript({ nonce }: Nonced): VNode {
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: INVITATION }} />;
}

/** Stands right behind content that came after a skeleton. */
export function ArrivalScript({ nonce, title, said }: Nonced & { readonly title: string; readonly said: string }): VNode {
  return <script nonce={nonce} data-title={title} data-said={said} dangerouslySetInnerHTML={{ __html: ARRIVAL }} />;
}
