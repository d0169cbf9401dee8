// What part of a chat is in sight: the newest, but never past the beginning of what just came.

const TOGETHER = 1500; // milliseconds between messages that belong to one answer
const WAITING = 5000; // milliseconds in which something that comes is the answer to what the person did
const NEAR = 60; // pixels from the end that count as being there
const ROOM = 8; // pixels above a message whose top is shown

export class View {
  /** `log` scrolls, `list` in it grows, `down` leads to the end. */
  constructor(log, list, down) {
    Object.assign(this, { log, list, down, follows: true, anchor: null, since: 0, put: 0, asked: 0 });
    log.addEventListener("scroll", () => this.scrolled());
    const watch = new ResizeObserver(() => this.settle());
    watch.observe(list);
    watch.observe(log);
  }

  /** Another chat: from `first`, the first message that was not seen, else from its end. */
  turn(first) {
    Object.assign(this, { follows: true, anchor: first ?? null, since: Date.now(), asked: 0 });
  }

  /** The person did something here: what comes next is the answer, and is shown. */
  expect() {
    this.asked = Date.now();
  }

  /** The person's own words are at the end, and so are they. */
  said() {
    Object.assign(this, { follows: true, anchor: null });
  }

  /** This message came, or says something else now. */
  came(id) {
    const now = Date.now();
    const apart = now - this.since > TOGETHER;
    if (now - this.asked < WAITING) Object.assign(this, { follows: true, anchor: id, asked: 0, since: now });
    else if (this.follows && (this.anchor === null || (apart && this.left < NEAR))) Object.assign(this, { anchor: id, since: now });
  }

  get left() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
  }

  settle() {
    if (this.follows) {
      const held = this.anchor !== null && this.list.querySelector(`[data-key="${this.anchor}"]`);
      const end = this.log.scrollHeight - this.log.clientHeight;
      this.log.scrollTop = held ? Math.min(end, held.offsetTop - ROOM) : end;
      this.put = this.log.scrollTop;
    }
    this.shape = this.measure();
    this.down.hidden = this.left < 240;
  }

  measure() {
    return `${this.log.scrollHeight} ${this.log.clientHeight}`;
  }

  /** By hand, that is; not when the room changed its size. */
  scrolled() {
    if (this.shape !== this.measure()) return this.settle();
    if (Math.abs(this.log.scrollTop - this.put) > 2) {
      this.follows = this.left < NEAR;
      this.anchor = null;
      this.put = -1;
    }
    this.down.hidden = this.left < 240;
    return undefined;
  }
}
