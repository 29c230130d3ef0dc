/** A message in the corner of the page, as the bridge's `flag` module asks for; gone when closed, or after eight seconds. */
export function showFlag({ id, title, body, type, close, onClose, actions = [] }) {
  const flag = document.createElement('section');
  flag.className = `flag flag-${type}`;
  const heading = document.createElement('strong');
  heading.textContent = title ?? '';
  const text = document.createElement('p');
  text.textContent = body ?? '';
  const dismiss = document.createElement('button');
  dismiss.type = 'button';
  dismiss.className = 'flag-close';
  dismiss.setAttribute('aria-label', 'Close');
  dismiss.textContent = '×';
  flag.append(heading, dismiss, text, ...actions.map(actionButton));
  document.querySelector('#flags').append(flag);

  let open = true;
  const remove = () => {
    if (!open) return;
    open = false;
    flag.remove();
    onClose?.(id);
  };
  dismiss.addEventListener('click', remove);
  if (close === 'auto') setTimeout(remove, 8000);
  return { close: remove };
}

function actionButton({ actionText, executeAction }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'flag-action';
  button.textContent = actionText;
  button.addEventListener('click', () => executeAction());
  return button;
}
