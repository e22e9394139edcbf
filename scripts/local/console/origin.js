// The source of the event, the caller, and the faults of the embedded Chat.
import { byID, clearError, setOptions } from './dom.js'

const http = ['url', 'apigw', 'tse', 'clb']
const written = 'event'
const secrets = {
  usersig: ['UserSig', 'Of your backend, as eJw…'],
  token: ['Token', 'One of CALLER_TOKENS, at least 32 characters'],
}
let samples = []

/** Reports whether events from this source are HTTP. */
export const isHTTP = (from) => http.includes(from)

/** Fills in what the session offers. */
export function startOrigin(state) {
  samples = state.samples
  setOptions(byID('sample'), samples.map((s) => [s.name, `${s.name}: ${s.about}`]))
  setOptions(byID('kind'), kinds(state))
  byID('kind').value = defaultKind(state)
  byID('who-id').value = 'user_0001'
  byID('faults').hidden = !state.embedded
  byID('from').addEventListener('change', show)
  byID('kind').addEventListener('change', show)
  byID('sample').addEventListener('change', fillSample)
  for (const id of ['script', 'kind', 'who-id', 'secret', 'event']) byID(id).addEventListener('input', () => clearError(byID(id)))
  fillSample()
  show()
}

function kinds(state) {
  const all = [
    [state.signs, 'demo', 'Demo user, freshly signed UserSig'],
    [state.token, 'configured', 'Token of CALLER_TOKENS'],
    [true, 'usersig', 'UserSig, pasted'],
    [true, 'token', 'Token, pasted'],
    [true, 'none', 'None'],
  ]
  return all.filter(([there]) => there).map(([, value, text]) => [value, text])
}

function defaultKind({ ways, signs, token }) {
  if (ways === '' || ways.includes('usersig')) return signs ? 'demo' : 'usersig'
  if (ways.includes('token')) return token ? 'configured' : 'token'
  return 'none'
}

function fillSample() {
  byID('event').value = samples.find((s) => s.name === byID('sample').value)?.event.trim() ?? ''
}

// show hides the controls that do not affect the event.
function show() {
  const from = byID('from').value
  const kind = byID('kind').value
  const trusted = from !== written && !isHTTP(from)
  byID('as-form').hidden = from === written
  byID('as-event').hidden = from !== written
  byID('who').hidden = trusted
  byID('trusted').hidden = !trusted
  byID('who-user').hidden = kind !== 'demo' && kind !== 'usersig'
  byID('who-secret').hidden = !secrets[kind]
  if (!secrets[kind]) return
  const [name, hint] = secrets[kind]
  byID('secret-name').textContent = name
  byID('secret-hint').textContent = hint
}

/** Puts a call's source and faults into the form. */
export function setOrigin({ from, script }) {
  byID('from').value = from
  byID('script').value = script
  show()
}

/** Returns these parts of a call to the API. */
export function origin() {
  const from = byID('from').value
  return {
    from,
    event: from === written ? byID('event').value : '',
    script: byID('script').value,
    credential: { kind: byID('kind').value, user: byID('who-id').value, secret: byID('secret').value },
  }
}
