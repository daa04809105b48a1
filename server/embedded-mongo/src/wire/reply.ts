import { serializeDocument } from "../bson/raw";
import type { Doc } from "../bson/values";

/** A document as bytes, or as the latin1 string of its bytes. */
export type RawDocument = string | Buffer;

/** A batch of a cursor; its documents are copied into the message without being parsed. */
export type CursorReply = {
  cursorField: "firstBatch" | "nextBatch";
  ns: string;
  /** 0 when the cursor is exhausted. */
  cursorId: number;
  documents: RawDocument[];
};

/** The fields of `head`, with `value` as raw document spliced in. */
type ValueReply = { head: Doc; value: RawDocument };

/** What a command answers: a document, or one of the forms that splice stored bytes. */
export type Reply = { doc: Doc } | { cursor: CursorReply } | { spliced: ValueReply };

const MSG_HEADER_BYTES = 21;
const LEGACY_HEADER_BYTES = 36;
const OK_FIELD = Buffer.from([1, 0x6f, 0x6b, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]); // ok: 1.0

type Body = { size: number; write(to: Buffer, at: number): number };

function docBody(doc: Doc): Body {
  const bytes = serializeDocument(doc);
  return {
    size: bytes.length - 5,
    write: (to, at) => at + bytes.copy(to, at, 4, bytes.length - 1),
  };
}

function writeRaw(document: RawDocument, to: Buffer, at: number): number {
  return at + (typeof document === "string" ? to.write(document, at, "latin1") : document.copy(to, at));
}

function decimalDigits(n: number): number {
  let digits = 1;
  for (let rest = n; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  return digits;
}

function cursorBody({ cursorField, ns, cursorId, documents }: CursorReply): Body {
  let arraySize = 5;
  for (let i = 0; i < documents.length; i++) arraySize += 2 + decimalDigits(i) + (documents[i] as RawDocument).length;
  const nsBytes = Buffer.byteLength(ns);
  const cursorSize = 5 + (2 + cursorField.length + arraySize) + 12 + (8 + nsBytes + 1);
  return {
    size: 8 + cursorSize + OK_FIELD.length,
    write: (to, start) => {
      let at = start;
      to[at++] = 3;
      at += to.write("cursor\0", at, "latin1");
      at = to.writeInt32LE(cursorSize, at);
      to[at++] = 4;
      at += to.write(`${cursorField}\0`, at, "latin1");
      at = to.writeInt32LE(arraySize, at);
      for (let i = 0; i < documents.length; i++) {
        to[at++] = 3;
        at += to.write(String(i), at, "latin1");
        to[at++] = 0;
        at = writeRaw(documents[i] as RawDocument, to, at);
      }
      to[at++] = 0;
      to[at++] = 0x12;
      at += to.write("id\0", at, "latin1");
      at = to.writeBigInt64LE(BigInt(cursorId), at);
      to[at++] = 2;
      at += to.write("ns\0", at, "latin1");
      at = to.writeInt32LE(nsBytes + 1, at);
      at += to.write(ns, at);
      to[at++] = 0;
      to[at++] = 0;
      return at + OK_FIELD.copy(to, at);
    },
  };
}

function splicedBody({ head, value }: ValueReply): Body {
  const rest = docBody(head);
  return {
    size: rest.size + 7 + value.length + OK_FIELD.length,
    write: (to, start) => {
      let at = rest.write(to, start);
      to[at++] = 3;
      at += to.write("value\0", at, "latin1");
      at = writeRaw(value, to, at);
      return at + OK_FIELD.copy(to, at);
    },
  };
}

function bodyOf(reply: Reply): Body {
  if ("doc" in reply) return docBody(reply.doc);
  return "cursor" in reply ? cursorBody(reply.cursor) : splicedBody(reply.spliced);
}

let lastRequestId = 0;

type Envelope = { responseTo: number; isLegacy: boolean };

/**
 * The bytes of a reply message. It holds no cluster time: with one server a client reads what it has written anyway, and
 * drivers spend a tenth of a small request on gossiping it.
 */
export function encodeReply(reply: Reply, { responseTo, isLegacy }: Envelope): Buffer {
  const body = bodyOf(reply);
  const headerBytes = isLegacy ? LEGACY_HEADER_BYTES : MSG_HEADER_BYTES;
  const docBytes = 4 + body.size + 1;
  const message = Buffer.allocUnsafe(headerBytes + docBytes);
  lastRequestId = (lastRequestId + 1) & 0x7fffffff;
  message.fill(0, 0, headerBytes);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(lastRequestId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(isLegacy ? 1 : 2013, 12);
  if (isLegacy) {
    message.writeInt32LE(8, 16); // AwaitCapable, as every server says
    message.writeInt32LE(1, 32);
  }
  message.writeInt32LE(docBytes, headerBytes);
  message[body.write(message, headerBytes + 4)] = 0;
  return message;
}
