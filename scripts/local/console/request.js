// The request as a form and as JSON. The JSON text is sent; the form is another way to
// edit it.
import { byID, clearError, clearErrors, el, setError } from './dom.js'

const peerNames = { 1: 'To_Account', 2: 'ToGroupId' }
const rows = byID('rows')
let inForm = true // whether the form can show the JSON

const wantsAll = () => byID('all-contacts').value === 'true'

/** Returns the request that will be sent. */
export const requestText = () => byID('json').value

/** Puts a text into the JSON, and into the form if the form can show it. */
export function setRequest(text) {
  byID('json').value = text
  clearErrors(byID('as-form'))
  read()
}

/** Shows a request as form and as JSON, and updates each when the other changes. */
export function startRequest(request) {
  fillForm(request)
  write()
  byID('from-account').addEventListener('input', write)
  byID('all-contacts').addEventListener('change', (event) => {
    showRows()
    write(event)
  })
  byID('add').addEventListener('click', () => {
    const row = addRow({ Type: 1, To_Account: '' })
    write()
    row.querySelector('input').focus()
  })
  byID('json').addEventListener('input', () => setRequest(byID('json').value))
  byID('app').addEventListener('input', () => clearError(byID('app')))
}

// write updates the JSON from the form.
function write(event) {
  if (event) clearError(event.target)
  byID('json').value = `{\n  "From_Account": ${JSON.stringify(byID('from-account').value)},\n` +
    `  ${wantsAll() ? '"AllContacts": true' : contactItem()}\n}`
  setInForm('')
}

function contactItem() {
  const items = [...rows.children].map((row) => {
    const type = Number(row.querySelector('select').value)
    return { Type: type, [peerNames[type]]: row.querySelector('input').value }
  })
  const list = items.map((item) => `\n    ${JSON.stringify(item).replaceAll('":', '": ').replace(',"', ', "')}`)
  return `"ContactItem": [${list.join(',')}${list.length ? '\n  ' : ''}]`
}

// read updates the form from the JSON, if the form can show it.
function read() {
  let request
  try {
    request = JSON.parse(requestText())
  } catch (e) {
    return setInForm(`Not JSON: ${e.message}. It will be sent as written.`)
  }
  const reason = hiddenByForm(request)
  if (!reason) fillForm(request)
  setInForm(reason && `The form cannot show ${reason}. The JSON will be sent as written.`)
}

function setInForm(note) {
  inForm = note === ''
  byID('json-note').textContent = note
  byID('as-form').classList.toggle('stale', !inForm)
}

// hiddenByForm names what the form cannot show.
function hiddenByForm(request) {
  if (request === null || typeof request !== 'object' || Array.isArray(request)) return 'anything but an object'
  const other = Object.keys(request).find((name) => !['From_Account', 'ContactItem', 'AllContacts'].includes(name))
  if (other !== undefined) return `the name ${other}`
  if (typeof (request.From_Account ?? '') !== 'string') return 'a From_Account that is no text'
  if ('AllContacts' in request && request.AllContacts !== true) return 'an AllContacts that is not true'
  if ('AllContacts' in request && 'ContactItem' in request) return 'AllContacts and ContactItem together'
  if (!Array.isArray(request.ContactItem ?? [])) return 'a ContactItem that is no list'
  return (request.ContactItem ?? []).map(hiddenByRow).find(Boolean) ?? ''
}

function hiddenByRow(item, i) {
  const place = `ContactItem[${i}]`
  const name = peerNames[item?.Type]
  if (name === undefined || typeof item.Type !== 'number') return `${place} without Type 1 or 2`
  const other = Object.keys(item).find((key) => key !== 'Type' && key !== name)
  if (other !== undefined) return `${place}.${other}`
  return typeof (item[name] ?? '') === 'string' ? '' : `${place}.${name} that is no text`
}

function fillForm(request) {
  byID('from-account').value = request.From_Account ?? ''
  byID('all-contacts').value = String(request.AllContacts ?? false)
  showRows()
  if (wantsAll()) return // the hidden rows stay, so that nothing is lost when they are shown again
  rows.replaceChildren()
  for (const item of request.ContactItem ?? []) addRow(item)
}

function showRows() {
  byID('contact-item').hidden = wantsAll()
}

function addRow(item) {
  const type = el('select', { onchange: onType },
    el('option', { value: '1' }, 'with a user'), el('option', { value: '2' }, 'in a group'))
  type.value = String(item.Type)
  const peer = el('input', { spellcheck: 'false', oninput: write })
  peer.value = item[peerNames[item.Type]] ?? ''
  const remove = el('button', { type: 'button', class: 'icon', onclick: onRemove }, '✕')
  const row = el('li', { class: 'row' },
    el('div', { class: 'field' }, type), el('div', { class: 'field grow' }, peer), remove)
  rows.append(row)
  number()
  return row
}

function onType(event) {
  number()
  write(event)
}

// onRemove removes a row and moves the focus to the next row.
function onRemove(event) {
  const row = event.target.closest('.row')
  const next = row.nextElementSibling ?? row.previousElementSibling
  row.remove()
  number()
  write()
  ;(next?.querySelector('button') ?? byID('add')).focus()
}

// number sets the names and ids of the rows by position. An error names a position, so it
// is removed when positions change.
function number() {
  clearErrors(byID('contact-item'))
  clearError(byID('contact-item'))
  ;[...rows.children].forEach((row, i) => {
    const [type, peer, remove] = [row.querySelector('select'), row.querySelector('input'), row.querySelector('button')]
    type.id = `type-${i}`
    peer.id = `peer-${i}`
    type.setAttribute('aria-label', `Conversation ${i + 1}, type`)
    peer.setAttribute('aria-required', 'true')
    peer.setAttribute('aria-label', `Conversation ${i + 1}, ${type.value === '1' ? 'user' : 'group'} ID`)
    peer.setAttribute('list', `peers-${type.value}`)
    peer.placeholder = peerNames[type.value]
    remove.setAttribute('aria-label', `Remove conversation ${i + 1}`)
  })
}

/** Returns the control for a field of an error of the function: the JSON text if the form does not show the field. */
export function controlOf(field) {
  if (byID('as-form').hidden) return byID('event')
  const fixed = { sdkappid: 'app', From_Account: 'from-account', AllContacts: 'all-contacts', ContactItem: 'contact-item' }[field]
  if (field === 'sdkappid') return byID('app')
  if (!inForm) return byID('json')
  const [, i, name] = field.match(/^ContactItem\[(\d+)\](?:\.(\w+))?$/) ?? []
  return byID(fixed ?? `${name === 'Type' ? 'type' : 'peer'}-${i}`) ?? byID('json')
}

/** Puts each detail of an error next to the control that caused it. */
export function showDetails(details) {
  const texts = new Map()
  for (const { field, reason } of details) {
    const control = controlOf(field)
    const text = control.tagName === 'TEXTAREA' ? `${field}: ${reason}` : reason
    texts.set(control, [...(texts.get(control) ?? []), text])
  }
  for (const [control, list] of texts) {
    control.closest('details')?.setAttribute('open', '')
    setError(control, list.join('; '))
  }
}
