// Spans from the server count code points; JavaScript strings count UTF-16 units. They differ after every character
// beyond the Basic Multilingual Plane (𠮷, emoji).

/** Maps code point positions in one text to UTF-16 positions. */
export class Offsets {
  constructor(text) {
    this.astral = []; // the code point positions of the characters that take two units
    if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return;
    let points = 0;
    for (const character of text) {
      if (character.length === 2) this.astral.push(points);
      points += 1;
    }
  }

  /** Where code point `position` starts, in UTF-16 units. */
  unit(position) {
    let low = 0;
    let high = this.astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.astral[middle] < position) low = middle + 1;
      else high = middle;
    }
    return position + low;
  }
}

/** How many code points a text has. */
export function pointCount(text) {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs ? pairs.length : 0);
}
