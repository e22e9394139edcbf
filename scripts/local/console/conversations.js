// Renders conversations for people.
import { el } from './dom.js'
import { markName, named } from './marks.js'

/** Renders the conversations of an answer. */
export function conversations(answer) {
  if (!answer.conversations.length) return el('p', { class: 'hint' }, 'No conversation has a mark or a group.')
  return el('ul', { class: 'cards', 'aria-label': `Conversations of ${answer.fromAccount}` }, answer.conversations.map(card))
}

function card(c) {
  const head = el('p', { class: 'head' },
    el('span', { class: 'kind' }, c.type), el('strong', {}, c.userID ?? c.groupID))
  if (!c.found) {
    return el('li', { class: 'card missing' }, head,
      el('p', { class: 'hint' }, 'Not found: no marks and groups, no such conversation, or beyond what the app’s package keeps.'))
  }
  return el('li', { class: 'card' }, head, el('dl', { class: 'pairs' },
    pair('Marks', marks(c)),
    c.customMark ? pair('Custom mark', el('code', {}, c.customMark)) : [],
    pair('Groups', groups(c.groups)),
    pair('Changed', time(c.updatedAt))))
}

const pair = (name, value) => [el('dt', {}, name), el('dd', {}, value)]

const none = () => el('span', { class: 'hint' }, 'none')

// marks shows a badge for each set bit. The numbers in markList are powers of two, for
// which log2 is exact.
function marks(c) {
  const bits = c.markList.map(Math.log2)
  if (!bits.length) return none()
  return el('ul', { class: 'badges' }, bits.map((bit) =>
    el('li', { class: `badge ${named[bit] ?? 'other'}` }, markName(bit))))
}

function groups(list) {
  if (!list.length) return none()
  return el('ul', { class: 'badges' }, list.map(({ id, name }) =>
    el('li', { class: 'badge group' }, name ?? '(no name)', el('span', { class: 'id' }, ` ${id}`))))
}

function time(text) {
  if (!text) return none()
  return el('time', { datetime: text }, text.replace('T', ' ').replace('Z', ' UTC'))
}
