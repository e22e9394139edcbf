// What the embedded Chat answers from: one user's groups and conversations to click, and everything as JSON.
import { api } from './api.js'
import { byID, clearError, compactLists, el, setError, setOptions } from './dom.js'
import { conversationRows, emptyConversation } from './marks.js'

let data // the whole set, as the embedded Chat last told

/** Shows the data and lets it be changed. */
export async function startData() {
  byID('data').hidden = false
  take(await api('data'))
  byID('data-user').addEventListener('change', draw)
  byID('data-reset').addEventListener('click', () => save(undefined, 'DELETE'))
  byID('data-apply').addEventListener('click', () => save(byID('data-json').value))
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

// suggest offers in the form what there is.
function suggest(ids) {
  setOptions(byID('users'), [...ids, 'administrator'].map((id) => [id]))
  const all = Object.values(data.users).flatMap((user) => user.conversations ?? [])
  const peers = (type, more) => [...new Set([...all.filter((c) => c.type === type).map((c) => c.peer), ...more])].sort().map((id) => [id])
  setOptions(byID('peers-1'), peers(1, ids))
  setOptions(byID('peers-2'), peers(2, data.disbanded ?? []))
}

// save hands the whole set over; what Chat would not let a user have comes back as a text.
async function save(text = JSON.stringify(data), method = 'PUT') {
  clearError(byID('data-json'))
  try {
    keepFocus(await api('data', method === 'PUT' ? text : undefined, method))
    byID('data-status').textContent = method === 'PUT' ? 'Saved. Ask again to see the answer change.' : 'The demo’s data is back.'
  } catch (problem) {
    byID('data-status').textContent = `Not saved: ${problem.message}`
    byID('data-json-box').open = true
    setError(byID('data-json'), problem.message)
  }
}

// keepFocus draws anew without throwing whoever uses the keyboard out of the table.
function keepFocus(fresh) {
  const id = document.activeElement?.id
  take(fresh)
  if (id) byID(id)?.focus()
}

function draw() {
  const user = data.users[byID('data-user').value]
  byID('data-view').replaceChildren(...(user ? [groups(user), conversationRows(user, save), adder(user)] : []))
}

function groups(user) {
  user.groups ??= []
  const add = el('button', { type: 'button', class: 'quiet', id: 'group-add', onclick: () => {
    const id = Math.max(0, ...user.groups.map((g) => g.id)) + 1
    user.groups.push({ id, name: `group_${String(id).padStart(4, '0')}` })
    save()
  } }, 'Add a group')
  return el('div', { class: 'field', role: 'group', 'aria-label': 'Conversation groups' },
    el('p', { class: 'label' }, 'Conversation groups'),
    el('ul', { class: 'groups' }, user.groups.map((group) => groupName(user, group))), add)
}

function groupName(user, group) {
  const name = el('input', { id: `group-${group.id}`, 'aria-label': `Name of group ${group.id}`, spellcheck: 'false', onchange: () => {
    group.name = name.value
    save()
  } })
  name.value = group.name
  return el('li', {}, el('span', { class: 'id' }, String(group.id)), name,
    el('button', { type: 'button', class: 'icon', 'aria-label': `Delete group ${group.id}`, onclick: () => {
      user.groups = user.groups.filter((g) => g !== group)
      for (const c of user.conversations ?? []) c.groupIDs = (c.groupIDs ?? []).filter((id) => id !== group.id)
      byID('group-add').focus()
      save()
    } }, '✕'))
}

// adder takes a new conversation.
function adder(user) {
  const type = el('select', { id: 'new-type', 'aria-label': 'New conversation, type' },
    el('option', { value: '1' }, 'with a user'), el('option', { value: '2' }, 'in a group'))
  const peer = el('input', { id: 'new-peer', 'aria-label': 'New conversation, user or group id', spellcheck: 'false' })
  const add = el('button', { type: 'button', class: 'quiet', id: 'new-add', onclick: () => {
    user.conversations = [...(user.conversations ?? []), emptyConversation(Number(type.value), peer.value)]
    save()
  } }, 'Add')
  return el('div', { class: 'row' }, el('div', { class: 'field' }, type), el('div', { class: 'field grow' }, peer), add)
}
