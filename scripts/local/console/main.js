// The page: one form, one answer, the data behind it.
import { api } from './api.js'
import { byID, clearErrors, setError, setOptions } from './dom.js'
import { origin, startOrigin } from './origin.js'
import { requestText, startRequest } from './request.js'
import { showOutcome, showStatus } from './answer.js'
import { showSnippets } from './snippets.js'
import { startData } from './data.js'

// The sample of the vendor's page.
const sample = {
  From_Account: 'user_0001',
  ContactItem: [{ Type: 1, To_Account: 'user_0002' }, { Type: 2, ToGroupId: '@TGS#1B2AUI7RZ' }],
}

// The controls of what the API itself finds wrong.
const controls = { script: 'script', credential: 'kind', from: 'from' }

async function start() {
  startRequest(sample)
  byID('form').addEventListener('submit', (event) => {
    event.preventDefault()
    ask()
  })
  const state = await api('state')
  byID('chat').textContent = state.embedded ? 'embedded Chat, demo data' : 'another Chat, by your settings'
  byID('app-hint').textContent = `Empty for the first: ${state.apps[0] ?? 'none is configured'}`
  setOptions(byID('apps'), state.apps.map((id) => [id]))
  startOrigin(state)
  if (state.embedded) await startData()
  document.documentElement.dataset.ready = 'yes'
}

async function ask() {
  if (byID('send').getAttribute('aria-disabled') === 'true') return // Enter, twice
  const call = { ...origin(), request: requestText(), sdkappid: byID('app').value.trim() }
  clearErrors(byID('form'))
  busy(true)
  try {
    const outcome = await api('call', JSON.stringify(call))
    showOutcome(outcome)
    showSnippets(call, outcome)
  } catch (problem) {
    showStatus(problem.message, 'bad')
    if (controls[problem.field]) setError(byID(controls[problem.field]), problem.message)
  } finally {
    busy(false)
  }
}

// busy keeps the button where it is: one that is disabled would lose the focus.
function busy(yes) {
  byID('send').setAttribute('aria-disabled', String(yes))
  byID('answer').setAttribute('aria-busy', String(yes))
}

start().catch((problem) => showStatus(problem.message, 'bad'))
