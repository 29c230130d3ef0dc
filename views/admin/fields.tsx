import type { ComponentChildren, VNode } from 'preact';

interface FieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A line of text with its label. */
export function TextField({ id, name, label, hint, value = '', kind = 'text', required, placeholder }: FieldProps & { value?: string; kind?: 'text' | 'url' | 'secret'; required?: boolean; placeholder?: string }): VNode {
  const same = { id, name, value, required, placeholder, autoComplete: 'off', spellcheck: false, 'aria-describedby': hint === undefined ? undefined : `${id}-hint` };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === 'secret' ? <input type="password" {...same} /> : <input type="text" inputMode={kind} {...same} />}
      {hint === undefined ? null : (
        <p class="quiet" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Several lines of text, one entry each. */
export function LinesField({ id, name, label, hint, lines }: FieldProps & { lines: readonly string[] }): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea id={id} name={name} rows={Math.min(Math.max(lines.length + 1, 3), 12)} spellcheck={false} aria-describedby={hint === undefined ? undefined : `${id}-hint`}>
        {lines.join('\n')}
      </textarea>
      {hint === undefined ? null : (
        <p class="quiet" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Yes where it is ticked; else the form says nothing of it. */
export function Tick({ id, name, checked, required, children }: { id: string; name: string; checked?: boolean; required?: boolean; children: ComponentChildren }): VNode {
  return (
    <div class="tick">
      <input id={id} name={name} type="checkbox" value="yes" checked={checked} required={required} />
      <label for={id}>{children}</label>
    </div>
  );
}

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** One of a few, each with what it means. */
export function Choice({ id, name, legend, value, options, children }: { id: string; name: string; legend: string; value: string; options: readonly ChoiceOption[]; children?: ComponentChildren }): VNode {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <div class="tick">
          <input id={`${id}-${option.value}`} name={name} type="radio" value={option.value} checked={option.value === value} aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}-hint`} />
          <label for={`${id}-${option.value}`}>
            {option.label}
            {option.hint === undefined ? null : (
              <span class="quiet" id={`${id}-${option.value}-hint`}>
                {option.hint}
              </span>
            )}
          </label>
        </div>
      ))}
      {children}
    </fieldset>
  );
}

/** One of several values. */
export function SelectField({ id, name, label, value, options }: Omit<FieldProps, 'hint'> & { value: string; options: readonly Pick<ChoiceOption, 'value' | 'label'>[] }): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A calendar day. */
export function DayField({ id, name, label, value }: Omit<FieldProps, 'hint'> & { value: string }): VNode {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} type="date" value={value} />
    </div>
  );
}

/** What leaves a part of what a tab lists: `public/admin.ts` asks for the tab anew with these fields. */
export function FilterForm({ label, submit, children }: { label: string; submit: string; children: ComponentChildren }): VNode {
  return (
    <form class="admin-filter" role="search" aria-label={label} data-admin-filter>
      {children}
      <button type="submit">{submit}</button>
    </form>
  );
}

/** A form of the configure page: `public/admin.ts` sends it to `POST /api/configure/<section>/<action>` and puts the answer in place. */
export function AdminForm({ section, action, children, submit, about, danger }: { section: string; action: string; children: ComponentChildren; submit: string; /** Of what, where the button alone doesn't tell those who only hear it. */ about?: string; danger?: boolean }): VNode {
  return (
    <form class="admin-form" data-admin-form={`${section}/${action}`}>
      {children}
      <div class="buttons">
        <button type="submit" class={danger ? 'danger' : undefined}>
          {submit}
          {about === undefined ? null : <span class="unseen"> {about}</span>}
        </button>
      </div>
      <p class="admin-problem" role="alert" data-form-problem></p>
    </form>
  );
}
