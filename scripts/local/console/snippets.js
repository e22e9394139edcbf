// Texts that make the same call from other programs.
import { byID, copyButton, el } from './dom.js'
import { isHTTP } from './origin.js'

/** Shows the texts for a call and its outcome. */
export function showSnippets(call, outcome) {
  const list = isHTTP(call.from) ? http(call, outcome.credential) : local()
  byID('snippets').replaceChildren(...list.map(([title, text], i) => snippet(i, title, text)))
}

function http(call, credential) {
  const query = call.sdkappid ? `?sdkappid=${encodeURIComponent(call.sdkappid)}` : ''
  const url = `${location.origin}/search${query}`
  return [['curl', curl], ['wx.request', wx], ['fetch', viaFetch]].map(([title, of]) => [title, of(url, credential, call.request)])
}

// local returns the command for events that cannot come over HTTP.
const local = () => [['The event above, saved as event.json', 'go run ./scripts/local -once -event event.json']]

function curl(url, credential, body) {
  const lines = [`curl -sS -i ${shell(url)}`]
  if (credential) lines.push(`-H ${shell(`Authorization: ${credential}`)}`)
  lines.push(`-H ${shell('Content-Type: application/json')}`, `--data-raw ${shell(body)}`)
  return lines.join(' \\\n  ')
}

// shell quotes a text for any POSIX shell.
const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`

const header = (credential) => JSON.stringify({ 'content-type': 'application/json', ...(credential ? { authorization: credential } : {}) }, null, 2)

const indent = (text) => text.replaceAll('\n', '\n  ')

function wx(url, credential, body) {
  return `wx.request({
  url: ${JSON.stringify(url)},
  method: 'POST',
  header: ${indent(header(credential))},
  data: ${indent(literal(body))},
  success: ({ statusCode, header, data }) => console.log(statusCode, header, data), // for every status
  fail: ({ errMsg }) => console.error(errMsg), // no answer
})`
}

function viaFetch(url, credential, body) {
  const value = literal(body)
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: ${indent(header(credential))},
  body: ${value.startsWith('"') ? value : `JSON.stringify(${indent(value)})`},
})
console.log(response.status, await response.json())`
}

// literal writes the body as JavaScript: as an object if it is one, else as text.
function literal(body) {
  try {
    const value = JSON.parse(body)
    return value !== null && typeof value === 'object' ? body.trim() : JSON.stringify(body)
  } catch {
    return JSON.stringify(body)
  }
}

function snippet(i, title, text) {
  return el('div', { class: 'snippet' },
    el('p', { class: 'head' }, el('strong', {}, title), copyButton(`copy-${i}`, title, () => text)),
    el('pre', { tabindex: '0', 'aria-label': title }, text))
}
