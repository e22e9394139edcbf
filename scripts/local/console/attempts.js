// The attempts that reached the embedded Chat, on one time scale.
import { byID, el } from './dom.js'

/** Shows the timeline of a call. Without the embedded Chat, there is none. */
export function showAttempts({ attempts, ms }) {
  byID('attempts-box').hidden = !attempts
  if (!attempts) return
  byID('attempts').replaceChildren(...attempts.map((a, i) => row(a, i, ms, attempts[i - 1])))
  if (!attempts.length) byID('attempts').replaceChildren(el('li', { class: 'hint' }, 'none: the function answered without calling Chat'))
}

const isGood = (a) => a.httpStatus === 200 && a.errorCode === 0

function row(a, i, whole, before) {
  const kind = isGood(a) ? 'good' : 'bad'
  const wait = before === undefined ? 'begun after' : isGood(before) ? 'next page after' : 'pause'
  return el('li', { class: `attempt ${kind}` },
    el('span', { class: 'number' }, String(i + 1)),
    el('span', { class: 'step' }, a.step),
    el('span', { class: 'result' }, result(a)),
    el('span', { class: 'times' }, `${wait} ${a.pauseMs} ms, took ${a.ms} ms`),
    track(a, i, whole))
}

function result({ step, startIndex, httpStatus, errorCode }) {
  const texts = startIndex === undefined ? [] : [`page from ${startIndex}`]
  texts.push(httpStatus ? `HTTP ${httpStatus}` : 'no answer')
  if (errorCode && step !== String(errorCode)) texts.push(`code ${errorCode}`)
  return texts.join(', ')
}

// track draws the pause and the attempt. It adds nothing to the texts.
function track(a, i, whole) {
  const bar = el('i', { class: 'bar' })
  const pause = el('i', { class: 'pause' })
  const percent = (ms) => `${Math.min(100, 100 * ms / whole)}%`
  pause.style.left = percent(i === 0 ? 0 : a.startMs - a.pauseMs)
  pause.style.width = percent(a.pauseMs)
  bar.style.left = percent(a.startMs)
  bar.style.width = percent(a.ms)
  return el('span', { class: 'track', 'aria-hidden': 'true' }, pause, bar)
}
