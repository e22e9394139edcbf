// The page: one form, one answer, the data behind it.
import { api, Cancelled } from './api.js'
import { byID, clearErrors, setError, setOptions } from './dom.js'
import { origin, setOrigin, startOrigin } from './origin.js'
import { requestText, setRequest, startRequest } from './request.js'
import { hideOutcome, showOutcome, showStatus } from './answer.js'
import { showSnippets } from './snippets.js'
import { remember, rememberCancelled } from './history.js'
import { startData } from './data.js'
import { startBuild } from './build.js'

// The sample of the vendor's page.
const sample = {
  From_Account: 'user_0001',
  ContactItem: [{ Type: 1, To_Account: 'user_0002' }, { Type: 2, ToGroupId: '@TGS#1B2AUI7RZ' }],
}

// The control for each field that an error of the API can name.
const controls = { script: 'script', credential: 'kind', user: 'who-id', secret: 'secret', app: 'app', from: 'from' }

let running // the AbortController of the running call

async function start() {
  startRequest(sample)
  byID('form').addEventListener('submit', (event) => {
    event.preventDefault()
    ask()
  })
  byID('cancel').addEventListener('click', () => running?.abort())
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') running?.abort()
  })
  const state = await api('state')
  byID('chat').textContent = state.embedded ? 'embedded Chat, demo data' : 'another Chat, by your settings'
  byID('app-hint').textContent = `Empty for the first: ${state.apps[0] ?? 'none is configured'}`
  setOptions(byID('apps'), state.apps.map((id) => [id]))
  startOrigin(state)
  if (state.embedded) await startData()
  if (state.watch) startBuild()
  document.documentElement.dataset.ready = 'yes'
}

async function ask() {
  if (running) {
    byID('send-note').textContent = 'One call at a time: wait for this one, or cancel it.'
    return
  }
  const call = { ...origin(), request: requestText(), sdkappid: byID('app').value.trim() }
  clearErrors(byID('form'))
  running = new AbortController()
  const stop = work()
  try {
    const outcome = await api('call', JSON.stringify(call), { signal: running.signal })
    show(call, outcome)
    remember(call, outcome, show, repeat)
  } catch (problem) {
    if (problem instanceof Cancelled) cancelled(call)
    else refused(problem)
  } finally {
    running = undefined
    stop()
  }
}

function cancelled(call) {
  const text = `Cancelled after ${byID('clock').textContent}`
  showStatus(`${text}.`)
  rememberCancelled(call, text, repeat)
}

// refused shows an error of the API: at the field that caused it, if there is one.
function refused(problem) {
  const control = byID(controls[problem.field] ?? '')
  if (!control) return showStatus(problem.message, 'bad')
  showStatus(`Not sent: ${control.labels[0].firstChild.textContent.trim()}: ${problem.message}`, 'bad')
  setError(control, problem.message)
  control.focus()
}

function show(call, outcome) {
  showOutcome(outcome)
  showSnippets(call, outcome)
  intoView()
}

// repeat sends a call again, with the form's current credential.
function repeat(call) {
  setOrigin(call)
  setRequest(call.request)
  byID('app').value = call.sdkappid
  ask()
}

// work shows that a call is running, and returns a function that ends this. The button is
// not disabled, since it would lose the focus.
function work() {
  const begin = performance.now()
  const tick = () => { byID('clock').textContent = `${((performance.now() - begin) / 1000).toFixed(1)} s` }
  const busy = (yes) => {
    byID('send').setAttribute('aria-disabled', String(yes))
    byID('answer').setAttribute('aria-busy', String(yes))
    if (document.activeElement === byID('cancel')) byID('send').focus({ preventScroll: true }) // Cancel is about to be hidden
    byID('working').hidden = !yes
    byID('send-note').textContent = ''
  }
  hideOutcome()
  showStatus('Asking…', 'work')
  tick()
  busy(true)
  intoView()
  const timer = setInterval(tick, 100)
  return () => {
    clearInterval(timer)
    busy(false)
  }
}

// intoView scrolls to the answer unless its top is in the upper half of the window.
function intoView() {
  const { top } = byID('answer').getBoundingClientRect()
  if (top < 0 || top > innerHeight / 2) byID('answer').scrollIntoView({ block: 'start' })
}

start().catch((problem) => showStatus(problem.message, 'bad'))
