// The last calls, kept only in this page's memory and without credentials.
import { byID, el } from './dom.js'
import { headline } from './answer.js'

const most = 10
const kept = []

/** Adds a call and its outcome to the list. The buttons call show and repeat. */
export function remember(call, outcome, show, repeat) {
  const { credential, event, ...rest } = call
  const raw = call.from === 'event' // may contain a credential anywhere
  kept.unshift({
    at: new Date().toTimeString().slice(0, 8),
    call: rest,
    outcome: { ...outcome, credential: outcome.credential.replace(/^(UserSig .*:|Bearer ).*$/, '$1…'), event: raw ? '' : outcome.event },
    raw,
  })
  kept.length = Math.min(kept.length, most)
  byID('history-box').hidden = false
  byID('history').replaceChildren(...kept.map((entry) => item(entry, show, repeat)))
}

function item({ at, call, outcome, raw }, show, repeat) {
  const what = `${at}, ${about(call)}`
  return el('li', {},
    el('span', { class: 'about' }, `${what}: ${headline(outcome.answer)}, ${outcome.ms} ms`),
    el('button', { type: 'button', class: 'quiet', 'aria-label': `Show the call of ${what}`, onclick: () => show(call, outcome) }, 'Show'),
    raw ? [] : el('button', { type: 'button', class: 'quiet', 'aria-label': `Repeat the call of ${what}`, onclick: () => repeat(call) }, 'Repeat'))
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
