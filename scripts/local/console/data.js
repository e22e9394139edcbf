// The data of the embedded Chat: one user's groups and conversations as controls, and
// everything as JSON.
import { api } from './api.js'
import { byID, clearError, clearErrors, compactLists, el, setDone, setError, setOptions } from './dom.js'
import { conversationList, emptyConversation } from './rows.js'

const saved = 'Saved. Ask again to see the answer change.'
let data // the whole set, as last received from the embedded Chat

/** Shows the data and lets the user change it. */
export async function startData() {
  byID('data').hidden = false
  take(await api('data'))
  byID('data-user').addEventListener('change', draw)
  byID('data-reset').addEventListener('click', () => save(byID('data-reset'), undefined, 'The demo’s data is back.', 'DELETE'))
  byID('data-apply').addEventListener('click', () => save(byID('data-json'), byID('data-json').value))
  byID('data-json').addEventListener('input', () => clearError(byID('data-json')))
}

function take(fresh) {
  data = fresh
  const ids = Object.keys(data.users).sort()
  const chosen = byID('data-user').value
  setOptions(byID('data-user'), ids.map((id) => [id]))
  if (ids.includes(chosen)) byID('data-user').value = chosen
  byID('data-json').value = compactLists(JSON.stringify(data, null, 2))
  suggest(ids)
  draw()
}

// suggest fills the form's suggestions from the data.
function suggest(ids) {
  setOptions(byID('users'), [...ids, 'administrator'].map((id) => [id]))
  const all = Object.values(data.users).flatMap((user) => user.conversations ?? [])
  const peers = (type, more) => [...new Set([...all.filter((c) => c.type === type).map((c) => c.peer), ...more])].sort().map((id) => [id])
  setOptions(byID('peers-1'), peers(1, ids))
  setOptions(byID('peers-2'), peers(2, data.disbanded ?? []))
}

// change applies an edit to a copy of the shown user. If the API refuses it, the saved
// data stays.
function change(control, edit, done = saved) {
  const draft = structuredClone(data)
  edit(draft.users[byID('data-user').value])
  return save(control, JSON.stringify(draft), done)
}

// save sends the whole set. It shows at the control that was used what became of it.
async function save(control, text, done = saved, method = 'PUT') {
  clearErrors(byID('data'))
  for (const note of byID('data').querySelectorAll('.done')) note.remove()
  byID('data-status').textContent = ''
  try {
    keepFocus(await api('data', text, { method }))
    setDone(byID(control.id) ?? byID('new-add'), done) // a control that is gone was in the last conversation
    byID('data-status').textContent = done
  } catch (problem) {
    setError(control, `Not saved: ${problem.message}`)
  }
}

// keepFocus redraws the data and keeps the keyboard focus. The focus of a control that is
// gone moves to the end of the list.
function keepFocus(fresh) {
  const id = document.activeElement?.id
  take(fresh)
  if (id) (byID(id) ?? byID('new-add'))?.focus()
}

function draw() {
  const user = data.users[byID('data-user').value]
  byID('data-view').replaceChildren(...(user ? [groups(user), conversationList(user, change), adder()] : []))
}

function groups(user) {
  const add = el('button', { type: 'button', class: 'quiet', id: 'group-add', onclick: () => change(add, (u) => {
    const id = Math.max(0, ...(u.groups ?? []).map((g) => g.id)) + 1
    u.groups = [...(u.groups ?? []), { id, name: `group_${String(id).padStart(4, '0')}` }]
  }) }, 'Add a group')
  return el('div', { class: 'field', role: 'group', 'aria-label': 'Conversation groups' },
    el('p', { class: 'label' }, 'Conversation groups'),
    el('ul', { class: 'groups' }, (user.groups ?? []).map(groupName)), el('div', { class: 'field' }, add))
}

function groupName(group) {
  const name = el('input', { id: `group-${group.id}`, 'aria-label': `Name of group ${group.id}`, spellcheck: 'false',
    onchange: () => change(name, (u) => { u.groups.find((g) => g.id === group.id).name = name.value }) })
  name.value = group.name
  const remove = el('button', { type: 'button', class: 'icon', id: `group-${group.id}-delete`, 'aria-label': `Delete group ${group.id}`, onclick: () => {
    byID('group-add').focus()
    change(byID('group-add'), (u) => {
      u.groups = u.groups.filter((g) => g.id !== group.id)
      for (const c of u.conversations ?? []) c.groupIDs = (c.groupIDs ?? []).filter((id) => id !== group.id)
    }, `Deleted group ${group.id}. Ask again to see the answer change.`)
  } }, '✕')
  return el('li', { class: 'field' }, el('span', { class: 'id' }, String(group.id)), name, remove)
}

// adder returns the controls for a new conversation.
function adder() {
  const type = el('select', { id: 'new-type', 'aria-label': 'New conversation, type' },
    el('option', { value: '1' }, 'with a user'), el('option', { value: '2' }, 'in a group'))
  const peer = el('input', { id: 'new-peer', 'aria-label': 'New conversation, user or group ID', spellcheck: 'false' })
  const add = el('button', { type: 'button', class: 'quiet', id: 'new-add', onclick: () => change(peer, (u) => {
    u.conversations = [...(u.conversations ?? []), emptyConversation(Number(type.value), peer.value)]
  }) }, 'Add a conversation')
  return el('div', { class: 'row new' }, el('div', { class: 'field' }, type), el('div', { class: 'field grow' }, peer), el('div', { class: 'field' }, add))
}
