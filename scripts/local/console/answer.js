// The answer: a status line, then the details.
import { byID, compactLists, copyButton, el } from './dom.js'
import { conversations } from './conversations.js'
import { showAttempts } from './attempts.js'
import { controlOf, showDetails } from './request.js'

/** Shows the outcome of a call. */
export function showOutcome(outcome) {
  const { answer } = outcome
  const parts = partsOf(answer)
  showStatus(`${headline(answer)} in ${outcome.ms} ms${summary(answer)}`, isFailure(answer) ? 'bad' : 'good')
  byID('readable').replaceChildren(...readable(parts, outcome))
  showAttempts(outcome)
  showMore(outcome)
  byID('outcome').hidden = false
  if (parts.length === 1 && parts[0].error?.details) showDetails(parts[0].error.details)
}

/** Hides the outcome of the previous call. */
export function hideOutcome() {
  byID('outcome').hidden = true
}

/** Sets the status line. A screen reader announces it. */
export function showStatus(text, kind = '') {
  byID('status').className = `status ${kind}`
  byID('status').textContent = text
}

// partsOf returns the answer, or the answers of a batch.
function partsOf(answer) {
  const body = parse(answer.body)
  return body?.results ?? (body ? [body] : [])
}

/** Reports whether an answer is an error, or contains one. */
export const isFailure = (answer) => answer.kind === 'platform' || answer.kind === 'error' || partsOf(answer).some((part) => part.error)

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Describes the result of a call in a few words. */
export function headline({ kind, status, statusText }) {
  switch (kind) {
    case 'http': return `${status} ${statusText}`
    case 'event': return 'Returned to the platform'
    case 'error': return `Error of the function (${statusText}); the platform repeats a trigger’s event`
    default: return `No answer of the function; the platform answers ${status} ${statusText}`
  }
}

/** Describes the content of an answer in a few words. */
export function summary(answer) {
  const parts = partsOf(answer)
  const errors = parts.filter((part) => part.error).map((part) => part.error)
  const found = parts.flatMap((part) => part.conversations ?? [])
  const texts = []
  if (found.length) texts.push(`${found.filter((c) => c.found).length} of ${found.length} conversations found`)
  for (const e of errors) texts.push(e.details?.length ? `${e.code}, ${e.details.length} ${e.details.length === 1 ? 'field' : 'fields'} to fix` : e.code)
  return texts.length ? `: ${texts.join('; ')}` : ''
}

// readable renders one answer, or each answer of a batch.
function readable(parts, { answer, log }) {
  const batch = parse(answer.body)?.results !== undefined
  const lines = log.map(parse)
  const cause = (i) => lines.find((line) => line?.cause && (!batch || line.record === i + 1))?.cause
  return parts.flatMap((part, i) => [
    ...(batch ? [el('h3', {}, `Record ${i + 1}`)] : []),
    ...(part.error ? [failure(part.error, answer.header, cause(i))] : []),
    ...(part.conversations ? [conversations(part)] : []),
  ])
}

function failure(error, header, cause) {
  const retry = header?.['Retry-After']?.[0]
  const again = error.retryable ? `Retryable${retry ? `, Retry-After ${retry} s` : ''}` : 'Not retryable'
  return el('div', { class: 'box bad' },
    el('p', {}, el('strong', {}, error.code), `: ${error.message}`),
    el('p', { class: 'hint' }, again),
    error.details ? el('ul', { class: 'details' }, error.details.map(detail)) : [],
    error.chat ? el('p', { class: 'hint' }, chatText(error.chat)) : [],
    cause ? el('p', { class: 'cause' }, el('strong', {}, 'Cause'), ', in the log only: ', cause) : [])
}

function detail({ field, reason }) {
  return el('li', {}, el('button', { type: 'button', class: 'link', onclick: () => jump(field) }, field), ` ${reason}`)
}

function jump(field) {
  const control = controlOf(field)
  control.closest('details')?.setAttribute('open', '')
  control.focus()
}

function chatText({ errorCode, errorInfo, attempts }) {
  const code = errorCode ? `, last with code ${errorCode}${errorInfo ? ` (${errorInfo})` : ''}` : ''
  return `Chat was called ${attempts === 1 ? 'once' : `${attempts} times`}${code}.`
}

// showMore fills the collapsed sections.
function showMore({ answer, log, event }) {
  byID('more').hidden = false
  byID('body').textContent = compactLists(answer.body)
  byID('body-box').hidden = !answer.body
  byID('body-copy').replaceWith(copyButton('body-copy', 'the answer', () => byID('body').textContent))
  byID('sent-box').hidden = !event
  byID('headers-box').hidden = !answer.header
  byID('headers').replaceChildren(...Object.entries(answer.header ?? {}).sort().flatMap(([name, values]) =>
    [el('dt', {}, name), el('dd', {}, values.join(', '))]))
  byID('log').replaceChildren(...(log.length ? log.map(logLine) : [el('p', { class: 'hint' }, 'no line')]))
  const sent = parse(event)
  byID('sent').textContent = sent === undefined ? event : compactLists(JSON.stringify(sent, null, 2))
}

// logLine renders each field of a log line separately.
function logLine(text) {
  const fields = parse(text)
  if (!fields) return el('pre', {}, text)
  return el('dl', { class: 'log' }, Object.entries(fields).map(([name, value]) =>
    el('div', { class: name === 'level' ? `level at-${String(value).toLowerCase()}` : '' }, el('dt', {}, name), el('dd', {}, String(value)))))
}
