// The conversations of one user of the embedded Chat, with their marks to click.
import { el } from './dom.js'

const names = ['star', 'unread', 'fold', 'hide']

/** A conversation without marks; Chat leaves such a one out of its answers. */
export const emptyConversation = (type, peer) => ({ type, peer, timestamp: seconds() })

const seconds = () => Math.floor(Date.now() / 1000)

/** The table of a user's conversations; changed is called after each change. */
export function conversationRows(user, changed) {
  const list = user.conversations ?? []
  const heads = ['Conversation', ...names, 'custom mark', 'groups', '']
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Conversations of the user' },
    el('table', { 'aria-label': 'Conversations and marks' },
      el('thead', {}, el('tr', {}, heads.map((text) => text ? el('th', { scope: 'col' }, text) : el('td')))),
      el('tbody', {}, list.map((c, i) => row(user, c, i, changed)))))
}

function row(user, c, i, changed) {
  const label = `${c.type === 1 ? 'C2C' : 'GROUP'} ${c.peer}`
  const touch = () => {
    c.timestamp = seconds() // as Chat does
    changed()
  }
  return el('tr', {},
    el('th', { scope: 'row' }, el('span', { class: 'kind' }, c.type === 1 ? 'C2C' : 'GROUP'), ' ', c.peer),
    names.map((name, bit) => el('td', {}, checkbox(`mark-${i}-${name}`, `${name}, ${label}`, hasBit(c, bit), (on) => {
      setBit(c, bit, on)
      touch()
    }))),
    el('td', {}, custom(c, i, label, touch)),
    el('td', {}, groupBoxes(user, c, i, label, touch)),
    el('td', {}, el('button', { type: 'button', class: 'icon', id: `forget-${i}`, 'aria-label': `Remove ${label}`, onclick: () => {
      user.conversations = user.conversations.filter((other) => other !== c)
      changed()
    } }, '✕')))
}

function checkbox(id, label, checked, onChange) {
  return el('input', { type: 'checkbox', id, 'aria-label': label, checked, onchange: (event) => onChange(event.target.checked) })
}

function custom(c, i, label, touch) {
  const input = el('input', { id: `custom-${i}`, 'aria-label': `custom mark, ${label}`, spellcheck: 'false', onchange: () => {
    c.customMark = input.value
    touch()
  } })
  input.value = c.customMark ?? ''
  return input
}

function groupBoxes(user, c, i, label, touch) {
  return el('div', { class: 'boxes' }, (user.groups ?? []).map((g) => {
    const id = `in-${i}-${g.id}`
    return el('label', { for: id }, checkbox(id, `in ${g.name}, ${label}`, (c.groupIDs ?? []).includes(g.id), (on) => {
      const others = (c.groupIDs ?? []).filter((other) => other !== g.id)
      c.groupIDs = on ? [...others, g.id].sort((a, b) => a - b) : others
      touch()
    }), String(g.id))
  }))
}

// A standard mark is a text of 0 and 1, its right-most character bit 0. It has up to 64: too many for a number.
const hasBit = (c, bit) => (c.standardMark ?? '').at(-1 - bit) === '1'

function setBit(c, bit, on) {
  const bits = [...(c.standardMark ?? '').padStart(bit + 1, '0')]
  bits[bits.length - 1 - bit] = on ? '1' : '0'
  const text = bits.join('')
  c.standardMark = text.includes('1') ? text : ''
}
