// The last calls, kept only in this page's memory and without credentials.
import { byID, el } from './dom.js'
import { headline, isFailure, summary } from './answer.js'

const most = 10

/** Adds a call and its outcome to the list. The buttons call show and repeat. */
export function remember(call, outcome, show, repeat) {
  const { credential, event, ...rest } = call
  const raw = call.from === 'event' // may contain a credential anywhere
  const kept = { ...outcome, credential: outcome.credential.replace(/^(UserSig .*:|Bearer ).*$/, '$1…'), event: raw ? '' : outcome.event }
  const text = `${headline(outcome.answer)} in ${outcome.ms} ms${summary(outcome.answer)}`
  add(rest, text, isFailure(outcome.answer) ? 'bad' : 'good', () => show(rest, kept), raw ? undefined : () => repeat(rest))
}

/** Adds a call that was cancelled. */
export function rememberCancelled(call, text, repeat) {
  const { credential, event, ...rest } = call
  add(rest, text, '', undefined, call.from === 'event' ? undefined : () => repeat(rest))
}

// add puts an entry first. The other entries stay in the page, and with them the focus.
function add(call, text, kind, show, repeat) {
  const what = `${new Date().toTimeString().slice(0, 8)}, ${about(call)}`
  const button = (name, onclick) => (onclick ? [el('button', { type: 'button', class: 'quiet', 'aria-label': `${name} the call of ${what}`, onclick }, name)] : [])
  const list = byID('history')
  list.prepend(el('li', {},
    el('span', { class: 'about' }, el('strong', { class: kind }, text), el('span', { class: 'hint' }, what)),
    el('span', { class: 'buttons' }, button('Show', show), button('Repeat', repeat))))
  if (list.children.length > most) {
    if (list.lastElementChild.contains(document.activeElement)) list.firstElementChild.querySelector('button').focus()
    list.lastElementChild.remove()
  }
  byID('history-box').hidden = false
}

function about({ from, request, script }) {
  const source = byID('from').querySelector(`option[value=${from}]`).textContent
  const faults = script ? `, faults ${script}` : ''
  if (from === 'event') return `${source}${faults}`
  let job = 'a request'
  try {
    const { From_Account: user, AllContacts: all } = JSON.parse(request)
    job = `${all ? 'all' : 'search'} of ${user}`
  } catch {
    // a request that is not JSON was sent as written
  }
  return `${source}, ${job}${faults}`
}
