// Tells the page around how large the content is, as the script does that Forge puts beside the bridge.
addEventListener('DOMContentLoaded', () => {
  const tell = () => {
    const content = document.body.firstElementChild ?? document.body;
    parent.postMessage({ forge: 'size', width: content.scrollWidth, height: Math.ceil(content.getBoundingClientRect().height) }, '*');
  };
  new ResizeObserver(tell).observe(document.body);
  new MutationObserver(tell).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
  tell();
});
