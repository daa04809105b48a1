import { parseDocument } from "../bson/raw";
import { Reader } from "../bson/reader";
import { type Doc, setField } from "../bson/values";
import { mongoError } from "../errors";

/** Documents that came as a sequence of their own, unparsed, by the name of their field. */
export type Sequences = { [name: string]: Buffer[] };

/** A request of a client. */
export type Request = {
  requestId: number;
  /** True for the legacy message that drivers open a connection with; it wants a legacy answer. */
  isLegacy: boolean;
  wantsReply: boolean;
  command: Doc;
  sequences: Sequences;
};

const HEADER_BYTES = 16;
const MAX_MESSAGE_BYTES = 48_000_000 + 16_384;
const ARRAY = 4;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;

/** Cuts the byte stream of a connection into messages, copying a message at most once. */
export class MessageReader {
  private chunks: Buffer[] = [];
  private length = 0;

  /** Takes the next bytes; gives the messages that are complete now. @throws when the stream cannot be this protocol */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    const messages: Buffer[] = [];
    for (;;) {
      const size = this.nextSize();
      if (size === null || this.length < size) return messages;
      messages.push(this.take(size));
    }
  }

  private nextSize(): number | null {
    if (this.length < 4) return null;
    if ((this.chunks[0] as Buffer).length < 4) this.chunks = [Buffer.concat(this.chunks)];
    const size = (this.chunks[0] as Buffer).readInt32LE(0);
    if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES) throw mongoError(17, `bad message length ${size}`);
    return size;
  }

  private take(size: number): Buffer {
    const all = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks, this.length);
    this.chunks = all.length > size ? [all.subarray(size)] : [];
    this.length -= size;
    return all.subarray(0, size);
  }
}

/** Reads a message. @throws MongoError 17 or 22 when it is malformed: the connection is of no more use then */
export function readRequest(message: Buffer): Request {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return readMsg(message);
  if (opCode === OP_QUERY) return readLegacyQuery(message);
  throw mongoError(17, `unsupported operation ${opCode}`);
}

function readLegacyQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  const query = parseDocument(message, nameEnd + 9);
  const command = { ...((query.$query as Doc | undefined) ?? query) };
  command.$db ??= message.toString("utf8", HEADER_BYTES + 4, nameEnd).replace(/\.\$cmd$/, "");
  return { requestId: message.readInt32LE(4), isLegacy: true, wantsReply: true, command, sequences: {} };
}

function readMsg(message: Buffer): Request {
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw mongoError(84, `unknown required flags ${flags}`);
  const end = message.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  const sequences: Sequences = {};
  let command: Doc | null = null;
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message[at] as number;
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > end) throw mongoError(17, "bad section length");
    if (kind === 0 && command === null) command = readBody(message, at + 1, sequences);
    else if (kind === 1) readSequence(message.subarray(at + 5, at + 1 + size), sequences);
    else throw mongoError(17, `unexpected section of kind ${kind}`);
    at += 1 + size;
  }
  if (command === null) throw mongoError(17, "message without a body");
  const wantsReply = (flags & MORE_TO_COME) === 0;
  return { requestId: message.readInt32LE(4), isLegacy: false, wantsReply, command, sequences };
}

/** The documents of these commands stay unparsed, also when they are in the body: as in a sequence of their own. */
const STATEMENTS: ReadonlyMap<string, string> = new Map([
  ["insert", "documents"],
  ["update", "updates"],
  ["delete", "deletes"],
]);

function readBody(message: Buffer, start: number, sequences: Sequences): Doc {
  const reader = new Reader(message, start);
  const end = reader.begin();
  const command: Doc = {};
  let statements: string | undefined;
  let isFirst = true;
  for (let type = reader.type(end); type !== 0; type = reader.type(end)) {
    const name = reader.name();
    if (isFirst) statements = STATEMENTS.get(name);
    isFirst = false;
    const documents = type === ARRAY && name === statements ? reader.rawDocuments() : null;
    if (documents === null) setField(command, name, reader.value(type, 0));
    else sequences[name] = documents;
  }
  return command;
}

function readSequence(section: Buffer, into: Sequences): void {
  const nameEnd = section.indexOf(0);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw mongoError(17, "bad document length in a sequence");
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  into[section.toString("utf8", 0, nameEnd)] = documents;
}
