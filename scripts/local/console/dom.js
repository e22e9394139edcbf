// Small helpers for building the page. Text always becomes a text node, never HTML.

/** Returns the element with an id. */
export const byID = (id) => document.getElementById(id)

/** Makes an element from attributes, listeners (onclick: f), boolean properties and children. */
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') e.addEventListener(key.slice(2), value)
    else if (typeof value === 'boolean') e[key] = value
    else e.setAttribute(key, value)
  }
  e.append(...children.flat())
  return e
}

/** Marks a control as wrong and shows the reason below it. A screen reader reads both together. */
export function setError(control, text) {
  clearError(control)
  const id = `${control.id}-error`
  const note = el('p', { id, class: 'error' }, text)
  const field = control.closest('.field')
  field.append(note)
  control.setAttribute('aria-invalid', 'true')
  control.setAttribute('aria-describedby', [...described(control), id].join(' '))
}

/** Says below a control that its change is saved. The page's own status says it to a screen reader. */
export function setDone(control, text) {
  const note = el('p', { class: 'done', 'aria-hidden': 'true' }, text)
  control.closest('.field').append(note)
  note.scrollIntoView({ block: 'nearest' })
}

/** Undoes setError. */
export function clearError(control) {
  const id = `${control.id}-error`
  byID(id)?.remove()
  control.removeAttribute('aria-invalid')
  const rest = described(control).filter((other) => other !== id)
  if (rest.length) control.setAttribute('aria-describedby', rest.join(' '))
  else control.removeAttribute('aria-describedby')
}

const described = (control) => (control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)

/** Removes every error in a part of the page. */
export function clearErrors(root) {
  for (const control of root.querySelectorAll('[aria-invalid]')) clearError(control)
}

/** Writes JSON over several lines, with each short list of numbers on one line. It changes the text, not the values,
 * since JavaScript would round some marks. No JSON string contains a line break. */
export const compactLists = (text) =>
  text.replace(/\[\n\s*([-\d,\s]+?)\n\s*\]/g, (_, list) => `[${list.split(/[\s,]+/).join(', ')}]`)

/** Fills a datalist or select. */
export function setOptions(list, options) {
  list.replaceChildren(...options.map(([value, text]) => el('option', { value }, text ?? value)))
}

/** Returns a button that copies a text. */
export function copyButton(id, name, text) {
  const button = el('button', { type: 'button', class: 'quiet', id, 'aria-label': `Copy ${name}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text())
      button.textContent = 'Copied'
    } catch {
      button.textContent = 'Not allowed here'
    }
  } }, 'Copy')
  return button
}
