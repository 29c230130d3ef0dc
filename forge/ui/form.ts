import { close } from '@forge/bridge/out/view/close.js';
import { submit } from '@forge/bridge/out/view/submit.js';
import { element } from './element.js';
import { field } from './field.js';
import type { Parameter } from './modules.js';
import type { Place } from './place.js';
import { forgeSentence } from './words.js';

/** The first few are what most authors want; where there are more, the others fold away until one of them is set. */
const OPEN = 6;

/** Shows the form of a macro's parameters; saving hands them to Confluence, which closes it. */
export function showForm({ module, config }: Pick<Place, 'module' | 'config'>): void {
  const problem = element('p', { className: 'form-problem' });
  problem.setAttribute('role', 'alert');
  const form = element('form', {}, element('h1', { className: 'unseen', textContent: module.name }), ...fieldsOf(module.parameters, config), problem, buttons());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.textContent = '';
    submit({ config: configOf(form, module.parameters, config) }).catch(() => {
      problem.textContent = forgeSentence('notTaken');
    });
  });
  document.querySelector('.ac-content')?.replaceChildren(element('main', { className: 'macro-form' }, form));
  form.querySelector('input')?.focus();
}

function fieldsOf(parameters: readonly Parameter[], config: Place['config']): HTMLElement[] {
  const fields = parameters.map((parameter) => field(parameter, config[parameter.identifier] ?? ''));
  const folded = fields.slice(OPEN);
  if (folded.length === 0) return fields;
  const isSet = parameters.slice(OPEN).some(({ identifier }) => config[identifier]);
  const grid = element('div', { className: 'form-grid' }, ...folded);
  return [...fields.slice(0, OPEN), element('details', { open: isSet }, element('summary', { textContent: forgeSentence('more') }), grid)];
}

function buttons(): HTMLElement {
  const save = element('button', { type: 'submit', className: 'primary', textContent: forgeSentence('save') });
  const cancel = element('button', { type: 'button', textContent: forgeSentence('cancel') });
  cancel.addEventListener('click', () => void close().catch(() => undefined));
  return element('div', { className: 'buttons' }, save, cancel);
}

/** What the page will store: what has no value is left out, and what this form does not know stays. */
function configOf(form: HTMLFormElement, parameters: readonly Parameter[], before: Place['config']): Record<string, string> {
  const known = new Set(parameters.map(({ identifier }) => identifier));
  const others = Object.entries(before).filter(([name]) => !known.has(name));
  const given = [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : []));
  return Object.fromEntries([...others, ...given]) as Record<string, string>;
}
