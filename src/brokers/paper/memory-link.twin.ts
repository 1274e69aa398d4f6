import type { Link, LinkEnd, OpenLink } from './link.ts';

/** Links inside one process: each message arrives in a turn of its own, in order. */
export function memoryLinks(accept: (link: Link) => LinkEnd): OpenLink {
  return async (client) => {
    let isOpen = true;
    const ends: { client: LinkEnd; server?: LinkEnd } = { client };
    const close = (why: string): void => {
      if (!isOpen) return;
      isOpen = false;
      setImmediate(() => {
        ends.client.onClose(why);
        ends.server?.onClose(why);
      });
    };
    const sendTo = (whom: 'client' | 'server') => (text: string) => {
      if (isOpen) setImmediate(() => ends[whom]?.onMessage(text));
      return isOpen;
    };
    ends.server = accept({ send: sendTo('client'), close, backlogBytes: 0 });
    return { send: sendTo('server'), close, backlogBytes: 0 };
  };
}
