// What the page knows: who there is, what stands in each chat, and what has not been seen.

export class Store {
  constructor() {
    this.state = null;
    this.chats = new Map();
    this.unread = new Map();
  }

  /** Replace everything, after a (re)connection. */
  load(state) {
    this.state = state;
    this.chats = new Map(Object.entries(state.chats).map(([chat, messages]) => [chat, keyed(messages)]));
  }

  /** Take one change {chat, message} or {chat, deleted}. Returns whether it is a new message. */
  change({ chat, message, deleted }) {
    const known = this.chats.get(chat) ?? new Map();
    this.chats.set(chat, known);
    if (deleted !== undefined) {
      known.delete(deleted);
      return false;
    }
    const fresh = !known.has(message.id);
    known.set(message.id, message);
    return fresh;
  }

  /** Oldest first. */
  messages(chat) {
    return [...(this.chats.get(chat)?.values() ?? [])].sort((one, other) => one.id - other.id);
  }

  /** Somebody else's message came while the chat was out of sight. */
  count(chat, id) {
    const { count, first } = this.unread.get(chat) ?? { count: 0, first: id };
    this.unread.set(chat, { count: count + 1, first });
  }

  /** The oldest message that nobody has looked at. */
  first(chat) {
    return this.unread.get(chat)?.first;
  }

  seen(chat) {
    this.unread.delete(chat);
  }

  unseen(chats) {
    return chats.reduce((sum, chat) => sum + (this.unread.get(chat)?.count ?? 0), 0);
  }
}

const keyed = (messages) => new Map(messages.map((message) => [message.id, message]));
