// Standard marks: their names, and a text of 0 and 1 to read and write them in.

/** The names of the bits from 0 on. */
export const named = ['star', 'unread', 'fold', 'hide']

/** A mark in words. Bits 32 to 63 are the app's own, those from 4 to 31 Chat's. */
export const markName = (bit) => named[bit] ?? `${bit < 32 ? 'reserved' : 'app-defined'} mark ${bit}`

/** The set bits of a mark, lowest first. Its right-most character is bit 0; it has up to 64, too many for a number. */
export const bitsOf = (mark = '') => [...mark].reverse().flatMap((digit, bit) => (digit === '1' ? [bit] : []))

/** The mark of some bits; empty if there is none. */
export const markOf = (bits) => (bits.length ? bits.reduce((mark, bit) => mark | 1n << BigInt(bit), 0n).toString(2) : '')

/** The bits from 4 on that a text names, as "32, 40"; undefined if it names anything else. */
export function otherBits(text) {
  const bits = text.split(/[\s,]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : NaN))
  return bits.every((bit) => bit >= named.length && bit <= 63) ? bits : undefined
}
