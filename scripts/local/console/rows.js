// Controls to change the conversations of one user of the embedded Chat.
import { el, setError } from './dom.js'
import { bitsOf, markName, markOf, named, otherBits } from './marks.js'

/** Returns a conversation without marks. Chat leaves these out of its answers. */
export const emptyConversation = (type, peer) => ({ type, peer, timestamp: seconds() })

const seconds = () => Math.floor(Date.now() / 1000)

/** Returns the list of a user's conversations. change(control, edit) saves an edit of the user. */
export function conversationList(user, change) {
  return el('ul', { class: 'entries', 'aria-label': 'Conversations of the user' },
    (user.conversations ?? []).map((c, i) => row(user, c, i, change)))
}

function row(user, c, i, change) {
  const kind = c.type === 1 ? 'C2C' : 'GROUP'
  const label = `${kind} ${c.peer}`
  // edit changes this conversation and its timestamp, as Chat does.
  const edit = (control, f) => change(control, (u) => {
    f(u.conversations[i])
    u.conversations[i].timestamp = seconds()
  })
  const remove = el('button', { type: 'button', class: 'icon', id: `forget-${i}`, 'aria-label': `Remove ${label}`,
    onclick: () => change(remove, (u) => u.conversations.splice(i, 1), `Removed ${label}. Ask again to see the answer change.`) }, '✕')
  return el('li', { class: 'entry' },
    el('div', { class: 'head field' }, el('span', { class: 'kind' }, kind), el('strong', {}, c.peer), remove),
    part('Marks', marks(c, i, label, edit)),
    part('Groups', groups(user, c, i, label, edit)),
    other(c, i, label, edit),
    custom(c, i, label, edit))
}

const part = (name, boxes) => el('div', { class: 'field' }, el('p', { class: 'label' }, name), boxes)

function box(id, label, text, checked, onChange) {
  const input = el('input', { type: 'checkbox', id, 'aria-label': label, checked, onchange: () => onChange(input, input.checked) })
  return el('label', { for: id }, input, text)
}

function marks(c, i, label, edit) {
  const bits = bitsOf(c.standardMark)
  return el('div', { class: 'boxes' }, named.map((name, bit) =>
    box(`mark-${i}-${name}`, `${name}, ${label}`, name, bits.includes(bit), (input, on) =>
      edit(input, (one) => { one.standardMark = markOf([...bits.filter((b) => b !== bit), ...(on ? [bit] : [])]) }))))
}

function other(c, i, label, edit) {
  const bits = bitsOf(c.standardMark)
  const others = bits.filter((bit) => bit >= named.length)
  const input = el('input', { id: `others-${i}`, 'aria-label': `other marks, ${label}`, 'aria-describedby': `others-${i}-hint`, inputmode: 'numeric', spellcheck: 'false',
    onchange: () => {
      const wanted = otherBits(input.value)
      if (!wanted) return setError(input, 'Not saved: must be numbers from 4 to 63, as 32, 40')
      edit(input, (one) => { one.standardMark = markOf([...bits.filter((bit) => bit < named.length), ...wanted]) })
    } })
  input.value = others.join(', ')
  return el('div', { class: 'field' }, el('label', { for: `others-${i}` }, 'Other marks'), input,
    el('p', { class: 'hint', id: `others-${i}-hint` }, others.length ? others.map(markName).join(', ') : '32 to 63 are the app’s own, as 32, 40; 4 to 31 are reserved'))
}

function custom(c, i, label, edit) {
  const input = el('input', { id: `custom-${i}`, 'aria-label': `custom mark, ${label}`, spellcheck: 'false',
    onchange: () => edit(input, (one) => { one.customMark = input.value }) })
  input.value = c.customMark ?? ''
  return el('div', { class: 'field' }, el('label', { for: `custom-${i}` }, 'Custom mark'), input)
}

function groups(user, c, i, label, edit) {
  if (!user.groups?.length) return el('p', { class: 'hint' }, 'none')
  return el('div', { class: 'boxes' }, user.groups.map((g) =>
    box(`in-${i}-${g.id}`, `in ${g.name}, ${label}`, g.name, (c.groupIDs ?? []).includes(g.id), (input, on) =>
      edit(input, (one) => {
        const others = (one.groupIDs ?? []).filter((id) => id !== g.id)
        one.groupIDs = on ? [...others, g.id].sort((a, b) => a - b) : others
      }))))
}
